import Foundation
import Testing

/// Checkpoints and proofs where nobody is a witness, and files that are neither.
@Suite struct VerifyCommandTests {
    @Test func withoutWitnessesItSaysWhoSigned() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let project = try home.project(), proof = home.file("a.proof"), stranger = try PledgedHome(nil)
        try home.run("prove", project, "--out", proof).expectFine()
        let shown = try stranger.run("verify", proof).expectFine()
        let key = try home.key()
        #expect(shown.output.contains("unwitnessed") && shown.output.contains(key), "\(shown)")
        #expect(try stranger.json("verify", proof).text("entry") == project)
        try home.run("prove", project, "--out", proof).expectFault(73, "is there already")
        // On standard output it is alone.
        let piped = try home.startOther("/bin/sh", ["-c", "\"$PLEDGED\" prove \(project) --out - > \(proof)2"]).wait()
        piped.expectFine()
        #expect(try stranger.json("verify", "\(proof)2").text("entry") == project)
    }

    @Test func aBundleCarriesCheckpointsToOthers() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let note = try home.run("checkpoint").expectFine().output
        #expect(note.hasPrefix("pledged/checkpoint/1\ncollective ") && note.contains("\n\n— pledged/"), "\(note)")
        let bundle = home.file("a.bundle"), path = home.file("note")
        try home.run("export", "--bundle", bundle).expectFine()
        try note.write(toFile: path, atomically: true, encoding: .utf8)
        try home.run("audit", bundle, "--checkpoint", path).expectFine()
        let other = try PledgedHome("nurse")
        try other.run("import", bundle).expectFine()
        let entry = try #require(try other.run("list", "entries", "--json").objects().first { $0.all["kind"] as? String == "profile" })
        let proof = other.file("a.proof")
        try other.run("prove", entry.text("id"), "--out", proof).expectFine()
        // It took the founder's checkpoint along, and signed none of its own.
        let key = try home.key()
        #expect(try other.run("verify", proof).expectFine().output.contains(key))
    }

    @Test func whatIsNoneIsRefused() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let path = home.file("x")
        for text in ["", "hello\n", "pledged/proof/1\n", "pledged/checkpoint/1\n\n— a AAAA\n"] {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            try home.run("verify", path).expectFault(65, path)
            try home.run("audit", "--checkpoint", path).expectFault(65, path)
            try home.run("checkpoint", "--cosign", path).expectFault(65, path)
        }
        try home.run("verify", home.file("none")).expectFault(66, "there is no file")
        try home.run("prove", "abcdef", "--out", path).expectFault(66)
    }
}
