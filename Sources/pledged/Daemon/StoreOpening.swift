import Dispatch
import Logging
import PledgeLedger

/// Opens a daemon's store.
///
/// One of an earlier version has to be brought up to this one before anything of it can be shown: what its views hold may be
/// what no other node shows. On a full disk that waits for room, as a running node waits that takes nothing in.
struct StoreOpening {
    let path: String
    let manager: ServiceManager
    let logger: Logger

    /// Bytes that have to be free, besides those that did not suffice, before it is tried again: each time takes as long as
    /// computing all views.
    private static let step: UInt64 = 8 << 20

    /// - Throws: ``StoreFault``; ``Ended`` where somebody ended the wait.
    func store() throws -> Store {
        do { return try Store(at: path) } catch let fault as StoreFault {
            guard case .older = fault else { throw fault }
            logger.error("store: \(fault)")
            logger.warning("this node shows nothing and takes nothing in until there is room on the disk")
            return try onceThereIsRoom()
        }
    }

    private func onceThereIsRoom() throws -> Store {
        // Whoever watches over the service is not to end it for what only a keeper can mend.
        manager.say(.ready, .status("waits for room on the disk to bring its ledger up to this version"))
        while true {
            try waitForRoom()
            do {
                let store = try Store(at: path)
                logger.notice("there is room on the disk: the ledger is brought up to this version")
                return store
            } catch StoreFault.older {}
        }
    }

    /// - Throws: ``Ended`` once a signal ends it.
    private func waitForRoom() throws {
        let needed = DurableFile.room(besides: path).map { $0 + Self.step }
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "pledged.room"))
        timer.schedule(deadline: .now() + .seconds(1), repeating: .seconds(1))
        timer.setEventHandler { [path, manager] in
            manager.say(.watchdog)
            guard needed.map({ (DurableFile.room(besides: path) ?? 0) >= $0 }) ?? true,
                DurableFile.hasRoom(Int(Self.step), besides: path)
            else { return }
            timer.cancel()
            Signals.askAgain()
        }
        timer.resume()
        defer { timer.cancel() }
        Signals.catchAll()
        while true {
            switch Signals.next() {
            case .again: return
            case .reload: logger.warning("the configuration is read once there is room on the disk")
            case .end: throw Ended(.fine)
            }
        }
    }
}
