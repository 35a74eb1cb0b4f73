#!/usr/bin/env python3
"""Puts page, style and scripts together and writes them as C: embed.py OUT PAGE CSS JS...

The page says where they go by the comments <!--csp-->, <!--style-->, <!--title-->, <!--data--> and
<!--script-->.  The policy of the page names the SHA-256 of the style and of the script: nothing
else runs in it.
"""
import base64, hashlib, pathlib, sys

PARTS = ["before_title", "before_data", "after_data"]


def policy(style, script):
    def digest(text):
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
    return ("default-src 'none'; script-src " + digest(script) + "; style-src " + digest(style) +
            "; img-src data: blob:; base-uri 'none'; form-action 'none'")


def put(page, mark, text):
    if page.count(mark) != 1:
        sys.exit(f"embed.py: the page must hold {mark} once")
    return page.replace(mark, text)


def compose(page, style, script):
    """The page in three parts: the title stands between the first two, the data after."""
    for name, text, end in (("style", style, "</style"), ("script", script, "</script")):
        if end in text.lower() or "<!--" in text:
            sys.exit(f"embed.py: the {name} holds {end} or <!--, which would end it in the page")
    page = put(page, "<!--csp-->",
               f'<meta http-equiv="Content-Security-Policy" content="{policy(style, script)}">')
    page = put(page, "<!--style-->", f"<style>{style}</style>")
    page = put(page, "<!--script-->", f"<script>{script}</script>")
    head, mark, rest = page.partition("<!--title-->")
    before, mark_of_data, after = rest.partition("<!--data-->")
    if not mark or not mark_of_data:
        sys.exit("embed.py: the page must hold <!--title--> and then <!--data-->")
    return head, before, after


def as_c(name, text):
    data = text.encode()
    rows = [", ".join(str(byte) for byte in data[i:i + 24]) for i in range(0, len(data), 24)]
    return (f"static const unsigned char {name}[] = {{\n" + ",\n".join(rows) + "};\n" +
            f"const struct report_asset report_{name} = {{{name}, sizeof({name})}};\n")


def main(out, page, style, *scripts):
    def read(path):
        return pathlib.Path(path).read_text(encoding="utf-8")
    script = '"use strict";\n' + "".join(map(read, scripts))
    parts = compose(read(page), read(style), script)
    code = ['/* Made of report/ by embed.py. */\n#include "study/report_assets.h"\n']
    code += [as_c(name, text) for name, text in zip(PARTS, parts)]
    pathlib.Path(out).write_text("".join(code), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
