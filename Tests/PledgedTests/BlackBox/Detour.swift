import Foundation
import Synchronization

/// A port whose one connection goes on to another port, and comes there from another address of this machine.
final class Detour: Sendable {
    let port: UInt16
    private let isOver = Mutex(false)

    /// - Parameter host: the last number of the 127.0.0.x that it comes from.
    init(to target: UInt16, from host: UInt8) throws {
        let door = try RawSocket.listen()
        port = door.port
        nonisolated(unsafe) let listener = door
        Thread.detachNewThread { [self] in
            guard let near = try? listener.accept(), let far = try? RawSocket.connect(to: target, from: host) else { return }
            nonisolated(unsafe) let here = near
            nonisolated(unsafe) let there = far
            Thread.detachNewThread { self.carry(from: there, to: here) }
            self.carry(from: here, to: there)
        }
    }

    /// Until one side closes, or the other takes no more.
    private func carry(from source: RawSocket, to target: RawSocket) {
        while !isOver.withLock({ $0 }), let bytes = source.receive(within: 0.1), bytes.isEmpty || target.send(bytes) {}
        isOver.withLock { $0 = true }
    }
}
