import Dispatch
import Foundation
import GossipNet
import Synchronization
import Testing
import pledged

/// Who speaks for a daemon, and who must not.
@Suite struct WatchdogTests {
    private static let status = #"""
        {"node":"","peers":[],"bytesIn":0,"bytesOut":0,"entriesOut":0,"pushes":{"entries":0,"again":0,"hops":0},"uses":[],"isReadOnly":false}
        """#

    /// A core that hangs is not spoken for, so that the manager starts the daemon anew, however well the rest
    /// of the process is.
    @Test func nobodySpeaksForACoreThatHangs() throws {
        let socket = try NotifySocket(NSTemporaryDirectory() + "w-\(UUID().uuidString.prefix(8))")
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": socket.path, "WATCHDOG_USEC": "60000"])
        let status = try JSONDecoder().decode(NodeStatus.self, from: Data(Self.status.utf8))
        let isHanging = Atomic(false), hangs = DispatchSemaphore(value: 0), goesOn = DispatchSemaphore(value: 0)
        let watchdog = Watchdog(manager) {
            if isHanging.load(ordering: .sequentiallyConsistent) {
                hangs.signal()
                goesOn.wait()
            }
            return status
        }
        for _ in 0..<3 { #expect(try socket.next("WATCHDOG=1").contains("STATUS=alone")) }
        isHanging.store(true, ordering: .sequentiallyConsistent)
        try #require(hangs.wait(timeout: .now() + 20) == .success)
        // What was said before it hung.
        while !socket.waits(milliseconds: 0) {}
        #expect(socket.waits(milliseconds: 400), "twenty words' time")
        isHanging.store(false, ordering: .sequentiallyConsistent)
        goesOn.signal()
        _ = try socket.next("WATCHDOG=1")
        watchdog.stop()
    }
}
