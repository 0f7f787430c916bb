"""What a document says of a block, or a comment in it of the lines below: that it stood there before a change, or that it is wrong.

Neither is what a reader takes over, so an old name stays in it. A mark is all that its line says, or nearly: "Before you begin" is
none. The nearest one counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from v4migrate.regex import regex
from v4migrate.scan.left import Left
from v4migrate.scan.place import Region, Span, line_around

_ALONE = r"(?=[\s*_`~]*(?:[(\[（【:：—–=-]|\Z))"
_BEFORE = regex(
    r"(?i)[\W_]*(?:before(?:\s+(?:the\s+)?(?:change|fix|migration|refactor\w*|update|upgrade|optimi[sz]\w*))?"
    r"|(?:old|previous|former|original)(?:\s+(?:code|way|version|config\w*|approach|behaviou?r|implementation|setup|format|style))"
    r"|old|previously|(?:优化|修改|修复|改进|升级|迁移|重构|更新|改动|调整|变更|更改|改造|改)之?前"
    r"|旧(?:版|版本|代码|配置|写法|方式|逻辑|实现)?|之前|以前|原(?:来|代码|配置|实现|逻辑|有代码))" + _ALONE
)
_WRONG = regex(
    r"(?i)[\W_]*(?:(?:this\s+is\s+)?(?:wrong|incorrect|bad|invalid)(?:\s+(?:way|example|usage|code|config\w*|format|name|model))?"
    r"|(?:don'?t|do\s+not|never)(?:\s+(?:use|do(?:\s+(?:this|that|it))?))?|错误(?:的|示例|写法|用法|做法|配置|示范|例子)*|不正确|反例|不要这样\w*)"
    + _ALONE
)
_CROSS = regex(r"[\s#/*>`_-]*(?:❌|✗|✘|🚫|⛔)")
_RIGHT = regex(
    r"[\s#/*>`_-]*(?:✅|✔)|(?i:[\W_]*(?:correct|right|good|after|new|now|fixed|正确|推荐|现在|新|\w{1,3}后))" + _ALONE
)
_MOST = 20  # lines between a comment and what it is about
_COMMENT = regex(rb"[ \t]*(?:#|//|--|;|/\*|<!--)(?P<said>[^\r\n]*)")
_BEHIND = regex(rb"[^\r\n]*?[ \t](?:#|//|--)(?P<said>[^\r\n]*)")


def shown_as(region: Region, span: Span) -> Left | None:
    """Why an id in a block stays; None where nothing says what it is shown as."""
    for line in (*_comments(region.text, span), region.label, *region.headings[-1:]):
        said = line.decode("utf-8", "replace")
        if _RIGHT.match(said):
            return None
        is_crossed = _CROSS.match(said) and not line.startswith(b"#")  # "## ❌ Error 401" tells of what may happen
        if _WRONG.match(said) or is_crossed:
            return Left.WRONG
        if _BEFORE.match(said):
            return Left.HISTORY
    return None


def _comments(text: bytes, span: Span) -> Iterator[bytes]:
    """What stands behind an id on its line, and the last line of comment above it, with no empty line between."""
    line = line_around(text, span)
    if behind := _BEHIND.match(text, span.end, line.end):
        yield behind["said"]
    start = line.start
    for _ in range(_MOST):
        if start == 0:
            return
        above = line_around(text, Span(start - 1, start - 1))
        written = text[above.start : above.end]
        if not written.strip():
            return
        if comment := _COMMENT.match(written):
            yield comment["said"]
            return
        start = above.start
