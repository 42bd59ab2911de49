import Foundation
import GossipNet

/// The requests of the control socket.
enum ControlRequest {
    /// The answer to one line of JSON.
    /// - Parameter woken: what is to be done besides, where somebody says that the home has changed.
    static func answer(_ line: String, node: Node, page: PageStanding, woken: () -> Void) -> String {
        let request = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let peer = (request?["peer"] as? String).flatMap { try? PeerAddress($0).address }
        switch request?["do"] as? String {
        case "meet":
            guard let peer else { break }
            node.meet(peer)
            return #"{"ok":true}"#
        case "met":
            guard let peer, let meeting = node.meeting(peer) else { break }
            return text(meeting)
        case "part":
            guard let peer else { break }
            node.part(peer)
            return #"{"ok":true}"#
        case "wake":
            woken()
            node.wake()
            return #"{"ok":true}"#
        case "status":
            return text(node.status())
        case "page":
            return text(page)
        default: break
        }
        return #"{"ok":false,"error":"say {\"do\":\"wake\"} or {\"do\":\"status\"}"}"#
    }

    private static func text(_ answer: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(answer) else { return #"{"ok":false}"# }
        return String(decoding: bytes, as: UTF8.self)
    }
}
