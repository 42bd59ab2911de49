import PledgeLedger

/// A cover of a time that can't be, as people and programs read it.
extension BackdatedCover {
    var words: String {
        "the witness \(KeyText.short(cover.witness)) says that it covered \(KeyText.short(cover.author)) up to place \(cover.seq) by "
            + "\(ISODate.text(cover.time)), and that holds what \(KeyText.short(held.witness)) signed by \(ISODate.text(held.time)), "
            + "at place \(held.carrierSeq): one of these times is made up"
    }

    var json: JSON {
        .object([
            .init("author", .string(KeyText.author(cover.author))), .init("seq", .number(cover.seq)),
            .init("witness", .string(KeyText.author(cover.witness))), .init("time", .number(cover.time)),
            .init("holds", .object([
                .init("seq", .number(held.carrierSeq)), .init("witness", .string(KeyText.author(held.witness))),
                .init("time", .number(held.time)),
            ])),
        ])
    }
}

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
