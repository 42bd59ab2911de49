import Foundation
import Testing
import pledged

/// Words to the service manager, read from a real socket.
@Suite struct ServiceManagerTests {
    @Test(arguments: ["path", "abstract"]) func wordsArrive(_ kind: String) throws {
        let name = "pledged-\(UUID().uuidString.prefix(8))"
        let socket = try NotifySocket(kind == "path" ? NSTemporaryDirectory() + name : "@\(name)")
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": socket.path])
        #expect(manager.say(.ready))
        #expect(try socket.next() == ["READY=1"])
        #expect(manager.say(.watchdog, .status("in step; a\nb\u{1B}")))
        #expect(try socket.next() == ["WATCHDOG=1", "STATUS=in step; a b\\u{1B}"])
        #expect(manager.say(.reloading(microseconds: 5)))
        #expect(try socket.next() == ["RELOADING=1", "MONOTONIC_USEC=5"])
        #expect(manager.say(.stopping))
        #expect(try socket.next() == ["STOPPING=1"])
    }

    /// Words that nobody takes are let go of, and hold nothing up.
    @Test func aManagerThatDoesNotListenIsNotWaitedFor() throws {
        let socket = try NotifySocket("@pledged-\(UUID().uuidString.prefix(8))")
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": socket.path])
        // As many as the kernel queues, and one more.
        #expect((0..<100_000).contains { _ in !manager.say(.watchdog) })
        #expect(try socket.next() == ["WATCHDOG=1"] && manager.say(.ready))
    }

    @Test func withoutASocketNothingIsSaid() {
        #expect(!ServiceManager(environment: [:]).say(.ready))
        #expect(!ServiceManager(environment: ["NOTIFY_SOCKET": "relative"]).say(.ready))
        #expect(!ServiceManager(environment: ["NOTIFY_SOCKET": "/nowhere/at/all"]).say(.ready))
        #expect(!ServiceManager(environment: ["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 200)]).say(.ready))
    }

    @Test func theWatchdogIsForThisProcessAlone() {
        let socket = ["NOTIFY_SOCKET": "/run/x"]
        func watchdog(_ more: [String: String]) -> Duration? {
            ServiceManager(environment: socket.merging(more) { $1 }, process: 7).watchdog
        }
        #expect(watchdog([:]) == nil && watchdog(["WATCHDOG_USEC": "0"]) == nil && watchdog(["WATCHDOG_USEC": "x"]) == nil)
        #expect(watchdog(["WATCHDOG_USEC": "3000000"]) == .seconds(3))
        #expect(watchdog(["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "7"]) == .seconds(3))
        #expect(watchdog(["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "8"]) == nil)
    }
}
