/// Why something that a person wrote can't be used: one line that names what is wrong and what would be right.
package struct WordingFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
