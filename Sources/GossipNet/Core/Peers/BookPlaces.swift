import PledgeLedger

/// Where an address belongs in an ``AddressBook``: a keyed hash, so that nobody else can tell.
/// Places below ``triedStart`` are for the new; each run of ``Limits/bookSlots`` is a bucket.
struct BookPlaces: Sendable {
    let secret: [UInt8]

    static let triedStart = Limits.newBuckets * Limits.bookSlots

    /// One of few buckets for who told, and among these one for the address's group and who told.
    func new(_ address: Address, _ group: AddressGroup, source: AddressGroup) -> UInt16 {
        let share = hash(0, [group.text, source.text]) % UInt64(Limits.newBucketsPerSource)
        let bucket = hash(1, [source.text], share) % UInt64(Limits.newBuckets)
        return place(bucket, address)
    }

    /// One of few buckets for the address's group, and among these one for the address.
    func tried(_ address: Address, _ group: AddressGroup) -> UInt16 {
        let share = hash(2, [address.host], UInt64(address.port)) % UInt64(Limits.triedBucketsPerGroup)
        let bucket = hash(3, [group.text], share) % UInt64(Limits.triedBuckets)
        return place(UInt64(Limits.newBuckets) + bucket, address)
    }

    private func place(_ bucket: UInt64, _ address: Address) -> UInt16 {
        let slot = hash(4, [address.host], bucket << 16 | UInt64(address.port)) % UInt64(Limits.bookSlots)
        return UInt16(truncatingIfNeeded: bucket * UInt64(Limits.bookSlots) + slot)
    }

    /// Texts are told apart by a zero byte, which none has.
    private func hash(_ use: UInt8, _ texts: [String], _ number: UInt64 = 0) -> UInt64 {
        var message = secret
        message.reserveCapacity(96)
        message.append(use)
        for shift in stride(from: 56, through: 0, by: -8) { message.append(UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
        for text in texts {
            message.append(contentsOf: text.utf8)
            message.append(0)
        }
        return SHA256.hash(message).raw.prefix
    }
}
