import Dispatch
import GossipNet

/// Tells the service manager now and then how the node is. Each word waits for the core's answer, so that
/// a core that hangs is not spoken for, and the manager starts the daemon anew.
package final class Watchdog {
    /// How often the line about the node is renewed where no watchdog asks for more.
    private static let usual = Duration.seconds(15)

    private let timer: any DispatchSourceTimer

    /// - Parameter status: waits for the core.
    package init(_ manager: ServiceManager, status: @escaping @Sendable () -> NodeStatus) {
        let pause = min(manager.watchdog.map { $0 / 3 } ?? Self.usual, Self.usual)
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "pledged.watchdog"))
        let milliseconds = max(1, Int(pause / .milliseconds(1)))
        timer.schedule(deadline: .now(), repeating: .milliseconds(milliseconds))
        timer.setEventHandler {
            let health = Health(status())
            manager.say(.watchdog, .status(health.sentence))
        }
        timer.resume()
    }

    /// No word is said after the one under way.
    package func stop() { timer.cancel() }
}
