/// The colours of a picture of causes, for light and for dark surroundings. Red and violet keep apart for
/// most people who see colours otherwise, and neither stands alone: dashes and marks say the same.
enum CauseSVGStyle {
    static let text = """
        text { font-family: system-ui, "Helvetica Neue", Arial, sans-serif; }
        .name { font-weight: 600; text-anchor: middle; fill: #1b2326; }
        .s0 { font-size: 12px; } .s1 { font-size: 13px; } .s2 { font-size: 14px; }
        .s3 { font-size: 15px; } .s4 { font-size: 16px; } .s5 { font-size: 17px; }
        .heading { font-size: 18px; font-weight: 600; fill: #1b2326; }
        .figure { font-size: 11px; text-anchor: middle; fill: #3c474b; }
        .legend { font-size: 12px; fill: #3c474b; }
        .ground { fill: #ffffff; }
        .problem rect, .shade, .sample { stroke: #8b989d; stroke-width: 1; }
        .sample { fill: none; }
        .circle rect, .sample.circle { stroke: #6b3fa0; stroke-width: 2.5; }
        .w0 rect, .shade.w0 { fill: #ffffff; } .w1 rect, .shade.w1 { fill: #e3f1ee; } .w2 rect, .shade.w2 { fill: #bfdfd9; }
        .w3 rect, .shade.w3 { fill: #92c8be; } .w4 rect, .shade.w4 { fill: #5fb0a3; } .w5 rect, .shade.w5 { fill: #17695f; }
        .w5 .name { fill: #ffffff; } .w5 .figure { fill: #e3f1ee; }
        .cause { fill: none; stroke: #7c8a90; stroke-opacity: .75; }
        .down { stroke: #6b3fa0; stroke-dasharray: 9 5; }
        .denied { stroke-opacity: .35; }
        .against { fill: none; stroke: #c62828; }
        .head { fill: #5d6a70; } .no { fill: #c62828; }
        @media (prefers-color-scheme: dark) {
        .name, .heading { fill: #edf2f3; } .figure, .legend { fill: #b9c4c8; }
        .ground { fill: #14191b; }
        .problem rect, .shade, .sample { stroke: #5d6a70; }
        .circle rect, .sample.circle { stroke: #b794f0; }
        .w0 rect, .shade.w0 { fill: #1c2326; } .w1 rect, .shade.w1 { fill: #1c3330; } .w2 rect, .shade.w2 { fill: #1d463f; }
        .w3 rect, .shade.w3 { fill: #1e5c53; } .w4 rect, .shade.w4 { fill: #1f766a; } .w5 rect, .shade.w5 { fill: #74d4c4; }
        .w5 .name { fill: #0c1513; } .w5 .figure { fill: #14302b; }
        .cause { stroke: #8b989d; } .down { stroke: #b794f0; }
        .against { stroke: #ff6b60; } .head { fill: #b9c4c8; } .no { fill: #ff6b60; }
        }
        """
}
