import Foundation
import Testing

/// What `make install` and `make deb` put where, and the package's life on a system. What a machine lacks
/// for it is skipped.
@Suite struct PackageTests {
    private static let hasMake = ["/usr/bin/make", "/usr/bin/gzip", "/usr/bin/python3"]
        .allSatisfy(FileManager.default.isExecutableFile(atPath:))
    private static let hasDpkg = hasMake && ["/usr/bin/strip", "/usr/bin/dpkg-deb", "/usr/bin/dpkg-shlibdeps"]
        .allSatisfy(FileManager.default.isExecutableFile(atPath:))
    private static let hasAnalyze = FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")
    private static let hasLintian = FileManager.default.isExecutableFile(atPath: "/usr/bin/lintian")

    /// Whether the package can be tried in a copy of this system.
    private static let canCopySystem = hasDpkg && geteuid() == 0 && Surroundings.succeeds(
        "/usr/bin/unshare", ["--mount", "--pid", "--fork", "/bin/sh", "-euc", """
            folder=$(mktemp -d); mount -t tmpfs none $folder; mkdir $folder/u $folder/w $folder/r
            mount -t overlay overlay -o lowerdir=/,upperdir=$folder/u,workdir=$folder/w $folder/r
            command -v setpriv systemd-sysusers deb-systemd-helper; umount -l $folder; rmdir $folder
            """])

    /// Whether a systemd can be process 1 of namespaces here; asked for by whoever wants to wait for it.
    private static let wantsSystemd = ProcessInfo.processInfo.environment["PLEDGED_SYSTEMD"] != nil && canCopySystem
        && FileManager.default.isExecutableFile(atPath: "/lib/systemd/systemd")

    private func folder(_ home: PledgedHome) -> String { (home.path as NSString).deletingLastPathComponent }

    private func make(_ home: PledgedHome, _ words: String...) throws -> PledgedResult {
        try home.startOther(
            "/usr/bin/make", ["-s", "-C", Surroundings.root.path, "PROGRAM=\(PledgedProcess.program)"] + words).wait(seconds: 300)
    }

    private func shell(_ home: PledgedHome, _ script: String) throws -> PledgedResult {
        try home.startOther("/bin/bash", ["-euo", "pipefail", "-c", "PATH=$PATH:/usr/sbin:/sbin\n\(script)"]).wait(seconds: 300)
    }

    @Test(.enabled(if: hasMake, "no make, gzip or Python 3")) func everythingIsInstalledWhereItBelongs() throws {
        let home = try PledgedHome(nil), root = folder(home) + "/root"
        try make(home, "install", "PREFIX=/usr", "DESTDIR=\(root)").expectFine()
        for path in [
            "/usr/bin/pledged", "/usr/share/man/man1/pledged.1.gz", "/usr/share/man/man1/pledged-serve.1.gz",
            "/usr/share/bash-completion/completions/pledged", "/usr/share/zsh/site-functions/_pledged",
            "/usr/share/fish/vendor_completions.d/pledged.fish", "/usr/lib/systemd/system/pledged.service",
            "/usr/lib/sysusers.d/pledged.conf", "/etc/pledged/config.yaml",
        ] { #expect(FileManager.default.fileExists(atPath: root + path), "\(path)") }
        // Every command has its page, and a page is what --help says.
        let help = try home.run("--help").output
        let pages = try FileManager.default.contentsOfDirectory(atPath: root + "/usr/share/man/man1")
        for match in help.matches(of: /(?m)^  ([a-z]+) {2,}/) where match.1 != "help" {
            #expect(pages.contains("pledged-\(match.1).1.gz"), "\(match.1)")
        }
        let page = try shell(home, "zcat \(root)/usr/share/man/man1/pledged-doctor.1.gz").expectFine().output
        #expect(page.contains(".SH OPTIONS") && page.contains("\\-\\-json") && page.contains("remedy"))
        // A keeper's own configuration stays.
        try "log: notice\n".write(toFile: root + "/etc/pledged/config.yaml", atomically: true, encoding: .utf8)
        try make(home, "install", "PREFIX=/usr", "DESTDIR=\(root)").expectFine()
        #expect(try String(contentsOfFile: root + "/etc/pledged/config.yaml", encoding: .utf8) == "log: notice\n")
        try shell(home, "bash -n \(root)/usr/share/bash-completion/completions/pledged").expectFine()
    }

    @Test(.enabled(if: hasAnalyze, "no systemd-analyze")) func theUnitIsStrict() throws {
        let home = try PledgedHome(nil), unit = folder(home) + "/pledged.service"
        try shell(home, "sed -e 's|@BIN@|/usr/bin|; s|@ETC@|/etc|' \(Surroundings.root.path)/packaging/pledged.service > \(unit)").expectFine()
        let said = try shell(home, "systemd-analyze security --offline=true --threshold=20 \(unit)")
        #expect(said.code == 0, "\(said)")
        let level = try #require(said.output.firstMatch(of: /exposure level for pledged.service: ([0-9.]+)/)?.1)
        #expect(try #require(Double(level)) < 2.0)
    }

    @Test(.enabled(if: hasDpkg, "no dpkg-dev")) func thePackageHoldsWhatLintianAsksFor() throws {
        let home = try PledgedHome(nil), out = folder(home) + "/deb"
        let made = try make(home, "deb", "DEB=\(out)", "DEB_OPTIONS=-Znone", "LINTIAN=true").expectFine()
        let package = try #require(made.outputLines.last)
        let listed = try shell(home, "dpkg-deb -c \(package); dpkg-deb -f \(package) Depends").expectFine().output
        for words in ["root/root", "./usr/bin/pledged", "libsodium23", "libsqlite3-0"] { #expect(listed.contains(words), "\(listed)") }
    }

    @Test(.enabled(if: hasDpkg && hasLintian, "no dpkg-dev, or no lintian")) func lintianFindsNothing() throws {
        let home = try PledgedHome(nil)
        // A program of the test's build is linked with the toolchain's libraries by their place there.
        let lintian = "lintian --allow-root --suppress-tags custom-library-search-path --fail-on error,warning"
        try make(home, "deb", "DEB=\(folder(home))/deb", "LINTIAN=\(lintian)").expectFine()
    }

    /// What is packaged is what the sources say now; what somebody built elsewhere is taken as it is.
    @Test(.enabled(if: hasMake, "no make, gzip or Python 3"), arguments: ["install", "deb"])
    func anOldProgramIsBuiltAnewFirst(_ target: String) throws {
        let home = try PledgedHome(nil), program = folder(home) + "/pledged"
        // With -n make says what it would do, and does none of it.
        func plan(_ words: String...) throws -> String {
            try home.startOther("/usr/bin/make", ["-n", "-C", Surroundings.root.path, target, "PRODUCT=\(program)"] + words).wait().expectFine().output
        }
        #expect(try plan().contains("swift build"), "there is none yet")
        try shell(home, "touch -d 2000-01-01 \(program); chmod +x \(program)").expectFine()
        #expect(try plan().contains("swift build"))
        #expect(try !plan("PROGRAM=\(PledgedProcess.program)").contains("swift build"))
        try shell(home, "touch \(program)").expectFine()
        #expect(try !plan().contains("swift build"))
    }

    @Test(.enabled(if: canCopySystem, "no root, dpkg-dev or overlay file system here"))
    func thePackageLivesAndDies() throws {
        let home = try PledgedHome(nil), out = folder(home) + "/deb"
        let script = "\(Surroundings.root.path)/packaging"
        let result = try shell(home, """
            export PROGRAM=$PLEDGED DEB_OPTIONS=-Znone
            older=$(VERSION=0.0.9 \(script)/deb.sh \(out) | tail -n 1); newer=$(\(script)/deb.sh \(out) | tail -n 1)
            \(script)/try.sh "$older" "$newer"
            """)
        #expect(result.code == 0, "\(result)")
        for words in ["the same root before and after", "configuration was kept", "the store is whole", "the ledger is still there"] {
            #expect(result.output.contains(words), "\(result)")
        }
    }

    /// The unit under a real systemd: its own user and hardening, reload, kill -9, a hang, a stop, a mistake.
    @Test(.enabled(if: wantsSystemd, "PLEDGED_SYSTEMD=1 asks for it; it takes root, dpkg-dev and systemd"))
    func theUnitRunsUnderSystemd() throws {
        let home = try PledgedHome(nil), out = folder(home) + "/deb", script = "\(Surroundings.root.path)/packaging"
        let result = try shell(home, """
            package=$(PROGRAM=$PLEDGED DEB_OPTIONS=-Znone \(script)/deb.sh \(out) | tail -n 1)
            \(script)/try-systemd.sh "$package"
            """)
        #expect(result.code == 0 && result.output.contains("the unit does what it says"), "\(result)")
    }
}
