import Foundation

/// What is written to a descriptor, gathered into large pieces. It keeps why something could not be written, so
/// that an answer that was cut short never passes for a whole one.
package struct GatheredOutput {
    private let descriptor: Int32
    private let isTerminal: Bool
    private var gathered: [UInt8] = []
    private var refusal: Int32?

    private static let piece = 1 << 16

    package init(_ descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    /// Why it did not take all that it was given, as an `errno`; nil where it did so far. Nobody misses what they
    /// stopped reading, so a closed pipe is no fault.
    package var fault: Int32? { refusal == EPIPE ? nil : refusal }

    /// After the first refusal nothing is written any more.
    package mutating func add(_ bytes: some Collection<UInt8>) {
        guard refusal == nil else { return }
        gathered += bytes
        if isTerminal || gathered.count >= Self.piece { flush() }
    }

    package mutating func flush() {
        guard refusal == nil, !gathered.isEmpty else { return }
        let code = Self.write(gathered, to: descriptor)
        if code != 0 { refusal = code }
        gathered.removeAll(keepingCapacity: true)
    }

    /// Writes all of it, whatever pieces the descriptor takes it in. - Returns: an `errno`; 0 when all went well.
    package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 { rest = rest.dropFirst(count) } else if count == 0 { return EIO } else if errno == EAGAIN {
                    // Somebody who shares it made it non-blocking.
                    var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&room, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }
}
