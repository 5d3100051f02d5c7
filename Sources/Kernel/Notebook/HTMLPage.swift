/// What stands around the pieces of a page: one file, without scripts and without anything from outside, which its
/// own policy forbids too.
enum HTMLPage {
  /// Everything before the content.
  static func opening(title: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en-GB">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="generator" content="iapt">
    <title>\(HTMLText.escaped(title))</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    <a class="skip" href="#content">Skip to the content</a>
    <main id="content">

    """
  }

  /// Everything after it.
  static let closing = "</main>\n</body>\n</html>\n"

  /// Text and its ground differ by 7:1 or more, in the dark too.
  private static let style = """
    :root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --soft: #4d5257; --line: #b9bfc5;
      --code: #f3f5f7; --link: #0b4f94; --bad: #8c1717; --note: #6b4d00; }
    * { box-sizing: border-box; }
    body { margin: 0; color: var(--ink); background: var(--paper);
      font: 1rem/1.5 system-ui, "Noto Sans", "Liberation Sans", Arial, sans-serif; }
    main { max-width: 62rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; overflow-wrap: break-word; }
    main > p, main > ul, main > ol, main > blockquote { max-width: 44rem; }
    h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.8em 0 .5em; }
    h1 { font-size: 1.75rem; margin-top: .8rem; } h2 { font-size: 1.35rem; } h3 { font-size: 1.15rem; }
    h4, h5, h6 { font-size: 1rem; }
    a { color: var(--link); } a:focus, [tabindex]:focus { outline: 3px solid var(--link); outline-offset: 2px; }
    .skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; top: .5rem; padding: .3rem .6rem;
      background: var(--paper); }
    code, pre { font: .875rem/1.5 ui-monospace, "DejaVu Sans Mono", "Liberation Mono", monospace; }
    pre { margin: .5rem 0; white-space: pre-wrap; } p code, li code, td code { background: var(--code); padding: 0 .2em; }
    pre.wide { white-space: pre; } main > pre, .code { background: var(--code); padding: .6rem .8rem; }
    blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); }
    .cell { margin: 1.5rem 0; } .in { margin: 0; font-size: .875rem; color: var(--soft); }
    .code { margin: .1rem 0 .8rem; border-left: 3px solid var(--link); }
    .output { margin: 0 0 1.4rem; } .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; margin: .3rem 0;
      min-width: min(100%, 22rem); }
    caption { text-align: left; font-weight: 600; padding: .2rem 0 .3rem; }
    th, td { text-align: left; vertical-align: top; font-weight: 400; padding: .15rem 1.1rem .15rem 0; }
    th:last-child, td:last-child { padding-right: 0; }
    thead th, thead td { font-weight: 600; border-bottom: 1px solid var(--ink); vertical-align: bottom; }
    tbody tr { border-bottom: 1px solid var(--line); } .again { color: var(--soft); } .n { text-align: right; white-space: nowrap; }
    thead .n { white-space: normal; }
    .mid { text-align: center; }
    dl { margin: .4rem 0 .8rem; columns: 17rem; column-gap: 2rem; font-size: .9rem; }
    dl div { break-inside: avoid; display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px solid var(--line); }
    dd { margin: 0; text-align: right; font-variant-numeric: tabular-nums; }
    .model, .about, .remark, .policy, .section { margin: .2rem 0; }
    .section { font-weight: 600; } .about, .remark, .policy { font-size: .875rem; color: var(--soft); }
    .notice { border-left: 3px solid var(--note); padding-left: .8rem; } .notice strong { color: var(--note); }
    .error { border-left: 3px solid var(--bad); padding-left: .8rem; color: var(--bad); }
    svg { display: block; margin: .5rem 0; } figure { margin: .3rem 0 .6rem; }
    details { margin: .3rem 0; font-size: .9rem; } summary { cursor: pointer; color: var(--link); }
    @media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #16181b; --soft: #b4bac1;
      --line: #4a5057; --code: #22262b; --link: #9cc4ff; --bad: #ffb0a8; --note: #f0cf7a; } }
    @media print {
      @page { size: A4; margin: 14mm; }
      :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #333; --line: #999; --code: #f3f5f7;
        --link: #000; --bad: #000; --note: #000; }
      body { font: 10pt/1.4 "Liberation Sans", Arial, Helvetica, sans-serif; } main { max-width: none; padding: 0; } .skip { display: none; }
      main > p, main > ul, main > ol, main > blockquote { max-width: none; margin: .5em 0; }
      h1, h2, h3, h4, h5, h6 { margin: 1.1em 0 .4em; } .output { margin-bottom: .9em; }
      code, pre { font-size: 8.5pt; } pre.wide { white-space: pre-wrap; } .wide { overflow: visible; }
      table, dl, .about, .remark, .policy, .in { font-size: 8pt; line-height: 1.3; }
      th, td { padding: .1em .8em .1em 0; overflow-wrap: anywhere; min-width: 3.2em; }
      th, td:first-child { overflow-wrap: break-word; }
      .n { overflow-wrap: normal; min-width: 0; }
      h1, h2, h3, h4, h5, h6, caption, thead, .in, .model, .about, .section { break-after: avoid; }
      tr, svg, figure, dl, .short, .code, .notice, .error { break-inside: avoid; } details { display: none; }
      thead { display: table-header-group; } tbody tr:last-child { break-before: avoid; }
      p { orphans: 3; widows: 3; } svg { max-width: 100%; max-height: 150mm; width: auto; height: auto; }
      .flow svg { max-height: 105mm; } .forest svg { max-height: 130mm; }
      .calibration svg, .roc svg, .deciles svg { max-height: 68mm; }
      main a[href]::after { content: " (" attr(href) ")"; font-size: .85em; }
    }
    """
}
