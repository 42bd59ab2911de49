/// Reads and writes hosts as text, without a socket.
enum HostReader {
    /// Four decimal numbers with dots between, none with a leading zero.
    static func v4(_ text: some Sequence<UInt8>) -> UInt32? {
        var address: UInt32 = 0, part: UInt32 = 0, digits = 0, dots = 0
        for byte in text {
            switch byte {
            case UInt8(ascii: ".") where digits > 0 && dots < 3:
                address = address << 8 | part
                (part, digits, dots) = (0, 0, dots + 1)
            case UInt8(ascii: "0")...UInt8(ascii: "9") where digits == 0 || part > 0:
                part = part * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                guard part <= 255 else { return nil }
            default: return nil
            }
        }
        return dots == 3 && digits > 0 ? address << 8 | part : nil
    }

    /// Groups of hex digits with colons between, at most one run of zeros left out, and perhaps an
    /// IPv4 address at the end (RFC 4291, 2.2).
    static func v6(_ text: String) -> (high: UInt64, low: UInt64)? {
        guard text.utf8.count <= 45 else { return nil }
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
        for isEnd in [false, true] where (isEnd ? parts.last : parts.first)?.isEmpty == true {
            _ = isEnd ? parts.popLast() : parts.popFirst()
            guard (isEnd ? parts.last : parts.first)?.isEmpty == true else { return nil }
        }
        var groups: [UInt16] = [], gap: Int?
        for (index, part) in zip(parts.indices, parts) {
            if part.isEmpty {
                guard gap == nil else { return nil }
                gap = groups.count
            } else if index == parts.endIndex - 1, let address = v4(part.utf8) {
                groups += [UInt16(address >> 16), UInt16(truncatingIfNeeded: address)]
            } else {
                guard part.utf8.count <= 4, !part.hasPrefix("+"), let group = UInt16(part, radix: 16) else { return nil }
                groups.append(group)
            }
        }
        guard gap == nil ? groups.count == 8 : groups.count <= 7 else { return nil }
        if let gap { groups.insert(contentsOf: Array(repeating: 0, count: 8 - groups.count), at: gap) }
        let halves = [groups[..<4], groups[4...]].map { $0.reduce(UInt64(0)) { $0 << 16 | UInt64($1) } }
        return (halves[0], halves[1])
    }

    /// Letters, digits and hyphens, in labels of up to 63; lower case. What ends in a number is no
    /// name (RFC 3696, 2): it would be a badly written address.
    static func name(_ text: String) -> String? {
        let whole = text.hasSuffix(".") ? text.dropLast() : text[...]
        guard whole.utf8.count <= 253 else { return nil }
        let labels = whole.split(separator: ".", omittingEmptySubsequences: false)
        for label in labels {
            guard 1...63 ~= label.utf8.count, !label.hasPrefix("-"), !label.hasSuffix("-"),
                label.utf8.allSatisfy({ isAllowed($0) })
            else { return nil }
        }
        guard let last = labels.last, !last.allSatisfy(\.isNumber) else { return nil }
        return whole.lowercased()
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The longest run of two or more zero groups, the first of equals, is left out (RFC 5952, 4.2).
    static func text(_ high: UInt64, _ low: UInt64) -> String {
        let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> $0) } }
        var best = 0..<0, start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 { start = index + 1 } else if index + 1 - start > max(1, best.count) { best = start..<(index + 1) }
        }
        func joined(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        return best.isEmpty ? joined(groups[...]) : joined(groups[..<best.lowerBound]) + "::" + joined(groups[best.upperBound...])
    }
}
