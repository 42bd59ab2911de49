/// Remembers which counters of sealed datagrams were seen (RFC 6479).
///
/// A ring of 16 words of 64 bits, moved a word at a time, so that moving costs no shifts. One
/// word is always partly ahead of the newest counter, which leaves ``width`` counters to accept.
public struct ReplayWindow: Sendable {
    private static let words: UInt64 = 16
    /// How far behind the newest a counter may come, in counters, the newest included.
    public static let width: UInt64 = (words - 1) * 64

    private var seen = InlineArray<16, UInt64>(repeating: 0)
    private var newest: UInt64 = 0

    public init() {}

    /// Whether `counter` is neither seen nor too old. Ask before opening a datagram.
    public func allows(_ counter: UInt64) -> Bool {
        if counter > newest { return true }
        guard newest - counter < Self.width else { return false }
        return seen[Self.word(of: counter)] & Self.bit(of: counter) == 0
    }

    /// Marks `counter` as seen. Call it only for a datagram that opened, or a forger could push
    /// the window past what the peer really sends.
    /// - Returns: false, with nothing changed, where ``allows(_:)`` is false.
    public mutating func accept(_ counter: UInt64) -> Bool {
        guard allows(counter) else { return false }
        if counter > newest {
            let ahead = counter / 64 - newest / 64
            // A far jump clears the whole ring once, not once a word jumped over.
            for step in 0..<min(ahead, Self.words) {
                seen[Self.word(of: (counter / 64 - step) * 64)] = 0
            }
            newest = counter
        }
        seen[Self.word(of: counter)] |= Self.bit(of: counter)
        return true
    }

    private static func word(of counter: UInt64) -> Int { Int(counter / 64 % words) }

    private static func bit(of counter: UInt64) -> UInt64 { 1 << (counter % 64) }
}
