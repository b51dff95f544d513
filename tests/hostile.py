"""Texts that break programs: quotes, markup, formulas, signs nobody sees; each is typed into every field there is."""

from __future__ import annotations

from typing import Final

MARKUP: Final = '<b>Bold</b> & "Sons" <img src=x>'

TYPED: Final = {
    "quotes": "O'Neil \"the\" `drop` \\ \\' ''",
    "sql": "x'); DROP TABLE debtor; --",
    "per cent": "100% %s %(a)s {0} {a} _",
    "markup": MARKUP,
    "entity": "&amp; &lt;b&gt; &#0; ]]>",
    "formula": "=1+1",
    "formula of others": "@SUM(A1)",
    "plus": "+61 7 5550 1234",
    "minus": "-2+3|cmd",
    "tab before": "\t=1+1",
    "return before": "\r=1+1",
    "apostrophe": "'=1+1",
    "right to left": "מוסך השלום / ورشة النيل",
    "turned": "Oil\u202eretlif\u2066x\u2069\u200f",
    "NUL": "a\x00b",
    "control signs": "bell\x07 escape\x1b[31m \x85 \x9f",
    "lines": "one\ntwo\r\nthree\rfour\x0bfive\u2028six\u2029seven",
    "blanks": "  \u00a0 much   room\u3000  ",
    "pictures": "🔧👨‍👩‍👧‍👦 ﷽",
    "half a picture": "cut \ud83d here \udd27",
    "combining": "Z̷̢̧̛̫͕a̷͓̎l̶̰̆g̵̱̈́o̸̜͐ e\u0301",
    "nothing to see": "\u200b\u00ad\u2060\ufffe\uffff x",
    "way out": "../../etc/passwd ..\\..\\x",
    "device": "CON.txt: NUL|aux?*",
    "two mails": "x\r\nBcc: thief@evil.example\r\n\r\n<script>",
}
"""What a person, a scanner, a clipboard or a file of somebody else's may bring."""

WORST: Final = "='\"<b>\x00\u202e%\\\n\ud83d🔧\t\x07é &;| {0} x\r\n Bcc: \u2028y\u2066"
"""A bit of each; the worst of it stands within the first twenty signs, which is all that a code takes."""
