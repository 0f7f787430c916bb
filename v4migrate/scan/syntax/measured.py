"""Rows of a document's table that tell what was measured: their cells are figures, and they are true of the model that was asked then.

`| Extractor | 94% | deepseek-chat |`: with another name the row would claim what nobody has measured.
"""

from __future__ import annotations

from collections.abc import Sequence

from v4migrate.regex import regex

# `94%`, `~2.3 s`, `$0.27`, `4.5/5`, `12k tokens/s`: a figure says by its unit that it was measured, or has to be paid.
_WITH_UNIT = regex(
    r"(?i)[~≈<>±\s]*(?:[$€£¥]\s*\d[\d.,]*(?:\s*/\s*\w+)?"
    r"|\d[\d.,]*(?:\s*[-–±]\s*\d[\d.,]*)?\s*(?:%|％|ms|s|sec(?:onds?)?|min(?:utes?)?|秒|分钟?|元|usd|eur|rmb|(?:k\s*)?tok(?:ens?)?/s(?:ec)?"
    r"|/\s*\d+))(?:\s*\([^()]*\))?"
)
_BARE = regex(r"[~≈<>±\s]*-?\d[\d.,]*")
_OF_A_MEASURE = regex(
    r"(?i)scores?|accura|precis|recall|\bf1\b|latenc|\btimes?\b|duration|\bcosts?\b|pric|pass@|\brates?\b|wins?\b|\bbleu\b|rouge|\belo\b"
    r"|\bavg|average|\bmean\b|median|\bp\d\d\b|speed|throughput|quality|benchmark|准确|精度|召回|得分|分数|评分|耗时|延迟|成本|价格|速度"
)
_SET_BY_HAND = regex(
    r"(?i)temperature|time[-_ ]?outs?|top[-_ ]?[pk]|\bmax|\bmin(?:imum)?\b|limits?|window|context|interval|penalt|retr(?:y|ies)"
    r"|weights?|budget|threshold|delay|ttl|默认|超时|温度|上限|限制|阈值"
)


def is_measured(header: Sequence[str], row: Sequence[str], at: int) -> bool:
    """Does a row hold figures of what was measured beside the cell at `at`? `header`: the heads of its columns, as far as there are."""
    for column, cell in enumerate(row):
        head = header[column] if column < len(header) else ""
        if column == at or _SET_BY_HAND.search(head):
            continue
        if _WITH_UNIT.fullmatch(cell) or (_BARE.fullmatch(cell) and _OF_A_MEASURE.search(head)):
            return True
    return False
