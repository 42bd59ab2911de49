import PledgeLedger

/// A witness who covered two stories, as people and programs read it.
extension WitnessConflict {
    var words: String {
        "the witness \(KeyText.short(witness)) covered two stories of \(KeyText.short(author)): entry \(id.short) at place \(seq), "
            + "and \(laterID.short) at place \(laterSeq), which does not follow from it"
    }

    var json: JSON {
        .object([
            .init("witness", .string(KeyText.author(witness))), .init("author", .string(KeyText.author(author))),
            .init("covers", .array([(seq, id), (laterSeq, laterID)].map {
                .object([.init("seq", .number($0.0)), .init("id", .string($0.1.hex))])
            })),
        ])
    }
}
