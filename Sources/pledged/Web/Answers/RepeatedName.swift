import Foundation

/// A name that stands twice in one object of a JSON text, of which readers take the one or the other.
enum RepeatedName {
    /// - Parameter json: UTF-8 that was read as JSON already.
    static func first(in json: [UInt8]) -> String? {
        // The names of each object that is open; nil for a list.
        var open: [Set<String>?] = [], place = 0
        while place < json.count {
            switch json[place] {
            case UInt8(ascii: "{"): open.append([])
            case UInt8(ascii: "["): open.append(nil)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
            case quote:
                let text = string(json[place...])
                place = text.endIndex
                if isName(before: json[place...]), let last = open.indices.last, let name = decoded(text),
                    !(open[last]?.insert(name).inserted ?? true) { return name }
                continue
            default: break
            }
            place += 1
        }
        return nil
    }

    private static let quote = UInt8(ascii: "\"")

    /// The string that a text begins with, with both its quotation marks.
    private static func string(_ json: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = json.startIndex + 1
        while end < json.endIndex, json[end] != quote { end += json[end] == UInt8(ascii: "\\") ? 2 : 1 }
        return json[..<min(end + 1, json.endIndex)]
    }

    /// Behind a name stands a colon, and behind no other string.
    private static func isName(before rest: ArraySlice<UInt8>) -> Bool {
        rest.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: ":")
    }

    /// A name may be spelt with escapes.
    private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        (try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)) as? String
    }
}
