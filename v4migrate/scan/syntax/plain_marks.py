"""How the languages that have no grammar here write comments and strings."""

from __future__ import annotations

from v4migrate.scan.syntax.lexed import Marks

MARKS = {
    "r": Marks(line=("#",), block=(), quotes=(), long_quotes=('"', "'")),
    "perl": Marks(line=("#",), block=(), quotes=('"', "'")),
    "powershell": Marks(line=("#",), block=(("<#", "#>"),), escape="`", quotes=('"', "'")),
    "groovy": Marks(quotes=('"', "'"), long_quotes=('"""', "'''")),
    "haskell": Marks(line=("--",), block=(("{-", "-}"),), quotes=('"',)),
    "julia": Marks(line=("#",), block=(("#=", "=#"),), quotes=('"',), long_quotes=('"""',)),
    "clojure": Marks(line=(";",), block=(), quotes=(), long_quotes=('"',), symbols=True),
    "elisp": Marks(line=(";",), block=(("#|", "|#"),), quotes=(), long_quotes=('"',), symbols=True),
    "zig": Marks(line=("//",), block=(), quotes=('"',)),
    "nim": Marks(line=("#",), block=(("#[", "]#"),), quotes=('"',), long_quotes=('"""',)),
    "erlang": Marks(line=("%",), block=(), quotes=('"',)),
    "ml": Marks(line=("//",), block=(("(*", "*)"),), quotes=('"',), long_quotes=('"""',)),
    "nix": Marks(line=("#",), block=(("/*", "*/"),), quotes=('"',), long_quotes=("''",)),
    "sql": Marks(line=("--", "#"), block=(("/*", "*/"),), quotes=(), long_quotes=("'", '"', "`"), escape=""),
    "script": Marks(line=("#",), block=(), quotes=('"', "'")),
    "braces": Marks(),
}
