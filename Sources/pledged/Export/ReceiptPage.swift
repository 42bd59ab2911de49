/// A receipt as one page of HTML: nothing is fetched, nothing runs, and it prints on a sheet of A4.
struct ReceiptPage {
    let receipt: Receipt

    var text: String {
        let title = Markup.escaped(receipt.title)
        let rows = receipt.lines.map { line in
            "<tr><th scope=\"row\">\(Markup.escaped(line.label))</th><td>\(Markup.escaped(line.words))</td></tr>"
        }
        let notes = receipt.notes.map { "<p>\(Markup.escaped($0))</p>" }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(title)</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <main>
            <h1>\(title)</h1>
            <table>
            \(rows.joined(separator: "\n"))
            </table>
            <footer>
            \(notes.joined(separator: "\n"))
            </footer>
            </main>
            </body>
            </html>

            """
    }

    private static let style = """
        @page { size: A4; margin: 20mm; }
        :root { color-scheme: light dark; }
        body { font: 11pt/1.5 system-ui, "Helvetica Neue", Arial, sans-serif; margin: 0; }
        main { max-width: 170mm; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 18pt; font-weight: 600; margin: 0 0 1.5rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8886; }
        th { font-weight: 500; width: 32%; }
        td { overflow-wrap: anywhere; }
        tr { break-inside: avoid; }
        footer { margin-top: 1.5rem; font-size: 9pt; }
        footer p { margin: 0 0 .4rem; }
        @media print { :root { color-scheme: light; } main { margin: 0; padding: 0; max-width: none; } }
        """
}
