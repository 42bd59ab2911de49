import Foundation
import Testing
import pledged

@Suite struct GatheredOutputTests {
    @Test func whatIsTakenComesWholeAndInOrder() throws {
        let path = NSTemporaryDirectory() + UUID().uuidString
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor); unlink(path) }
        var output = GatheredOutput(descriptor), expected = ""
        for number in 0..<20_000 {
            output.add("line \(number)\n".utf8)
            expected += "line \(number)\n"
        }
        output.flush()
        #expect(output.fault == nil)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == expected)
    }

    @Test func aRefusalIsKept() throws {
        let descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var output = GatheredOutput(descriptor)
        output.add("a line\n".utf8)
        #expect(output.fault == nil)
        output.flush()
        #expect(output.fault == ENOSPC)
        output.add("another\n".utf8)
        output.flush()
        #expect(output.fault == ENOSPC)
    }
}
