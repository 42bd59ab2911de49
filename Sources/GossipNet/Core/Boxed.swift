/// A large value that is copied when it is changed, not when it is looked at. Reading a field of a value in a map
/// copies the whole out of it first; of a boxed one that is a reference. It stays a value: of two copies
/// of a box a change reaches the one that it is made to.
@dynamicMemberLookup
struct Boxed<Value: Sendable>: Sendable {
    // Never changed while two boxes share it, so it is safe to send.
    private final class Storage: @unchecked Sendable {
        // Changed only through a box that holds it alone, as a variable: the compiler has checked that already.
        @exclusivity(unchecked) var value: Value

        init(_ value: Value) { self.value = value }
    }

    private var storage: Storage

    init(_ value: Value) { storage = Storage(value) }

    var value: Value {
        // Lent: `box.value.field` copies that field alone, also where a key path would copy the whole.
        @inline(__always) _read { yield storage.value }
        @inline(__always) _modify {
            own()
            yield &storage.value
        }
    }

    subscript<Field>(dynamicMember path: KeyPath<Value, Field>) -> Field {
        @inline(__always) get { storage.value[keyPath: path] }
    }

    subscript<Field>(dynamicMember path: WritableKeyPath<Value, Field>) -> Field {
        @inline(__always) get { storage.value[keyPath: path] }
        @inline(__always) _modify {
            own()
            yield &storage.value[keyPath: path]
        }
    }

    @inline(__always) private mutating func own() {
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.value) }
    }
}
