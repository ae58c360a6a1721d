"""Page furniture: what stands on a page and is not the article, and why it is cut.

The rules are conservative. A line goes only if the whole of it is furniture: by its words ("Leave a Reply"), by its
shape ("REUTERS/Kevin Lamarque.") or by where it stands (the name of a section beside "Menu"). Within a line only one thing
goes: what pops up over a name. Nothing vanishes in silence: all of the input is either in the text or in a `Cut`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.records import Cut

MENU, CAPITALS, BYLINE, DATE, REPEATED = "menu", "related link in capitals", "byline", "date line", "repeated title"
PROFILE = "pop-up about a person"
_LONGEST = 600  # characters; no line of furniture is longer

_NAME = r"[A-ZÀ-Þ][\w.’'-]*"
_NAMES = rf"{_NAME}(?: {_NAME}){{0,4}}"
_AGENCY = (
    r"(?:REUTERS|Reuters|AFP|AP|EPA(?:-EFE)?|UPI|DPA|dpa|TASS|ANSA|Associated Press|Getty(?: Images)?|Bloomberg|Xinhua"
    r"|Anadolu|NurPhoto|Landov|Shutterstock|Pixabay|Unsplash|Flickr|Wikimedia Commons|iStock(?:photo)?|Pool)"
)
_CREDIT = (
    rf"(?:(?:REUTERS|AFP|EPA|AP Photo) ?/ ?{_NAMES}|{_NAMES}(?: ?/ ?| via ){_AGENCY})"
    rf"(?:(?:/| via ){_NAMES}){{0,2}}(?:/File(?: [Pp]hoto)?)?"
)
_LICENCE = r"CC[ -]BY|CC0|Creative Commons|Wikimedia|Getty Images|Shutterstock|Flickr|Unsplash|Pixabay|public domain"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:\d{{4}}-\d\d-\d\d|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}})"
_LINK = r".{0,200}(?<![.!?…])(?<![.!?…][\"”’')])"  # words that end no sentence


def _rule(reason: str, *patterns: str, capitals: bool = False) -> tuple[str, re.Pattern[str]]:
    return reason, re.compile("|".join(patterns), re.NOFLAG if capitals else re.IGNORECASE)


# Each is matched against a whole line, so that none cuts a part of a sentence; `capitals` where those tell.
_RULES = (
    _rule(
        "advertisement",
        r"(?:advertisement:?\s*)+(?:continue reading.{0,60})?|skip advertisement|\[?ad\]?|sponsored(?: content)?",
        r"paid post|(?:story|article|continue reading)\s+(?:continue[sd]?\s+)?below(?: advertisement)?",
    ),
    _rule(
        "comment form",
        r"leave a (?:reply|comment).{0,40}|cancel reply|post (?:a )?comment|be the first to (?:comment|reply).{0,30}",
        r"(?:no|\d+) comments?(?: yet)?|view (?:all )?comments|comments (?:are )?(?:closed|off)\.?",
        r"your e-?mail address will not be published\.?(?: required fields are marked ?\*?)?",
        r"required fields are marked.{0,5}|save my name, e-?mail.{0,120}|(?:name|e-?mail|website|comment) ?\*",
    ),
    _rule(
        "copyright line",
        r"(?:©|copyright ?©|copyright(?= \d{4} )).{0,20}\d{4}.{0,160}|(?:©|copyright ©).{1,100}|\(c\) ?\d{4}.{0,160}",
        r"(?:.{0,160}[.|] ?)?all rights reserved(?:[.,|].{0,80})?",
    ),
    _rule(
        "sign-up line",
        r"(?:sign up|subscribe|register)\b(?=.{0,150}\b(?:newsletters?|updates?|alerts?|briefings?|inbox|e-?mails?"
        r"|digest|podcasts?)\b)[^“”\"]{0,160}",
        r"(?:sign up|sign in|log ?in|subscribe)(?: now| today| here)?[.!]?|subscribe (?:now|today)\b.{0,80}",
        r"newsletter sign-?up|thank(?:s| you) for (?:signing up|subscribing).{0,120}",
        r"get .{0,60}\b(?:app|newsletters?|inbox)\b.{0,60}",
        r"(?:click|tap) (?:here )?(?:to|for)\b.{0,120}|(?:click|tap) here\W?|like us on facebook.{0,40}",
        r"\W{0,3}follow (?:\w+ ){1,4}on (?:twitter|facebook|instagram|x\b|linkedin|youtube).{0,80}",
        r"\W{0,3}follow @\w+(?: ?follow @\w+){0,3}",
    ),
    _rule("cookie notice", r"(?:we use|this (?:web)?site uses) cookies\b.{0,300}|accept(?: all)?(?: cookies)?"),
    _rule(
        "photo caption",
        r"FILE(?: PHOTO)? ?[-–—:].*|(?:Image|Media) (?:copyright|caption)\b.*|(?:prev|next) Image \d+ of \d+",
        r"(?:Enlarge this image|toggle caption|[Hh]ide caption)\b.*|Slideshow \(\d+ Images\)",
        rf"(?:[^\"“”]*[.!?)\]|]\s*)?[(\[]?(?:Photo(?:graph)?s?:? (?:by:? )?)?{_CREDIT}[)\]]?\.?",
        r"[^\"“”]*\((?:AP|AFP|EPA) Photo/[^()]{1,60}\)\.?",
        rf"(?:[^\"“”]*[.!?]\s+)?(?:Source|Photo|Image|Picture|(?:Photo |Image )?[Cc]redit) ?:"
        rf".{{0,160}}(?:{_LICENCE}).*",
        rf"\(?(?:Photo|Image|Picture)s? ?(?:by|:|[Cc]redit:?|[Cc]ourtesy(?: of)?) {_NAMES}(?:[,/] ?{_NAMES})*\)?",
        capitals=True,
    ),
    _rule(
        "related link",
        r"\(? ?(?:(?:read|see|find) (?:more|also)|also (?:read|see)|more|related(?: \w{3,12})?|watch|photos|videos?"
        r"|gallery|slideshow|recommended|full coverage|go deeper|further reading|don['’]?t miss|trending"
        rf"|most (?:read|popular)) ?:(?:{_LINK})?",
        r"(?:read|see) more|more on this\W{0,3}|continue reading(?: the main story)?|https?://\S+",
        r"related (?:stories|coverage|articles|news|content|links|topics|posts)",
    ),
    _rule("related link", rf"Related (?:Coverage|Video|Stories|Articles|Content|Links) [A-Z]{_LINK}", capitals=True),
    _rule("separator", r"[-_*=~·•#|. ]+"),
)
# What pops up over a name, where copying a page brings it into the sentence: "Sen. Tim Kaine Timothy Michael KaineHouse passes
# budget Senate to vote MORE (D-Va.) said": the full name, stuck to headlines, and "MORE".
_PROFILE = re.compile(
    r"\b(?!The\b)(?P<shown>[A-ZÀ-Þ][\w’'-]{0,40}[a-zà-ÿ])"
    rf"(?P<cut> (?:[(]?{_NAME}[)]? ){{1,5}}(?P=shown)(?!['’]s?\b)[A-Z0-9‘“'\"]"
    r"(?:(?!\b[a-z]{3,}[.?!][\"”’']? )[^\n]){10,600}? MORE\b)"  # never beyond the end of a sentence
)
_CREDITS = re.compile(
    r"(?P<desk>[–—•(\s-]{0,4}(?:Additional )?(?:Writing|Reporting|Editing|Compiled|Production) (?:and \w+ )?by .+)"
    r"|(?P<staff>.{3,250}) contributed (?:reporting )?to this (?:report|article|story|post)(?: from [^.]+)?\W*"
)
_SMALL = re.compile(r"(?<![\w’'.@])[a-z]\w*")
_JOINING = re.compile(  # the words without a capital that a line of credits may hold; a sentence has others
    r"additional|also|and|at|bureau|by|compiled|contributed|correspondents?|del?|der|di|editing|editor|el|for|from|in"
    r"|journalists?|of|production|reporters?|reporting|staff|the|van|von|with|writers?|writing"
)
_BYLINE = re.compile(
    rf"(?:By|BY|by) (?!(?i:{_MONTH}|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b){_NAME}"
    rf"(?:,? (?:and |of |for |the )?{_NAME}|,? (?:staff|correspondent|writer|editor)){{1,9}}"
)
_DATE = re.compile(
    rf"(?i)(?:(?:first )?(?:published|posted|updated)(?: on| at)?:? )?(?:[a-z]{{3,9}},? )?{_DAY}"
    r"(?:,? (?:at )?\d\d?:\d\d.{0,12})?"
)
_MENU = re.compile(
    r"(?i:menu|search|close|home|share|print|e-?mail|log ?in|toggle navigation|back to top|load(?:ing)?(?: more)?"
    r"\W{0,3}|(?:contact|about|follow) us|skip to .{1,30}|privacy policy|terms of (?:use|service)|link copied|copy link"
    rf"|share this.{{0,30}})|Welcome to {_NAME}(?: {_NAME}){{0,2}}(?<![.!?])"
)
_SECTION = re.compile(
    r"(?i:(?:u\.?s\.?|world|national?|local|latest|breaking|top|market)(?: news| stories)?|news|politics|business"
    r"|economy|finance|markets?|market data|sports?|opinions?|tech(?:nology)?|science|health|entertainment|culture|arts"
    r"|life(?:style)?|travel|weather|video|photos|americas?|europe|asia|africa|middle east|more|trending|most read"
    r"|newsletters?|subscribe|facebook|twitter|linkedin|whatsapp|instagram|youtube|reddit|telegram)"
)
_BULLET = re.compile(r"[\s|•·›»*>-]+")
_SENTENCE_END = re.compile(r"[.!?…][\"”’'»)\]]*$")


def ends_sentence(line: str) -> bool:
    """Whether a line ends as sentences do: a full stop, `!`, `?` or `…`, closing marks after it allowed.

    >>> ends_sentence("“He said no.”"), ends_sentence("Market Data")
    (True, False)
    """
    return _SENTENCE_END.search(line.rstrip()[-12:]) is not None


def strip(text: str, title: str = "") -> tuple[str, tuple[Cut, ...]]:
    """The text without its page furniture, and what was cut, in order.

    Lines keep their order and their words; white space around them goes, and so do blank lines beyond the first. A line
    that is the `title` stays, whatever it looks like.

    >>> strip("Menu\\n\\nHe said no.\\n\\nLeave a Reply")
    ('He said no.', (Cut(text='Menu', reason='menu'), Cut(text='Leave a Reply', reason='comment form')))
    """
    lines = [line.strip() for line in text.split("\n")]
    reasons = _reasons(lines, title)
    kept: list[str] = []
    cuts: list[Cut] = []
    for line, reason in zip(lines, reasons, strict=True):
        if reason:
            cuts.append(Cut(line, reason))
        elif line or (kept and kept[-1]):
            if " MORE" in line and line != title:
                cuts += (Cut(found["cut"].strip(), PROFILE) for found in _PROFILE.finditer(line))
                line = _PROFILE.sub(r"\g<shown>", line)
            kept.append(line)
    return "\n".join(kept).strip("\n"), tuple(cuts)


def _reasons(lines: Sequence[str], title: str) -> list[str]:
    """Why each line is cut, `""` for those that stay."""
    reasons = ["" if not line or line == title else _by_words(line) for line in lines]
    prose = [i for i, line in enumerate(lines) if not reasons[i] and is_prose(line)]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    here = [i for i, line in enumerate(lines) if line and not reasons[i]]
    for i in here:
        if i < first and lines[i] != title:
            reasons[i] = _at_head(lines[i])
    _menus(lines, reasons, [i for i in range(len(lines)) if lines[i] and lines[i] != title and (i < first or i > last)])
    capitals = [i for i in here if i > first and not reasons[i] and _in_capitals(lines[i])]
    if capitals and _mostly_small_letters([lines[i] for i in sorted(set(here).difference(capitals))]):
        for i in capitals:
            if not lines[i - 1] or reasons[i - 1] or ends_sentence(lines[i - 1]):  # a paragraph of its own
                reasons[i] = CAPITALS
    _repetitions(lines, reasons, title)
    return reasons


def _by_words(line: str) -> str:
    if len(line) > _LONGEST:
        return ""
    for reason, pattern in _RULES:
        if pattern.fullmatch(line):
            return reason
    credits = _CREDITS.fullmatch(line)
    if credits and all(map(_JOINING.fullmatch, _SMALL.findall(credits["desk"] or credits["staff"]))):
        return "credit line"
    return ""


def _at_head(line: str) -> str:
    """Lines that are furniture only before the first paragraph."""
    if len(line) > 120:
        return ""
    if _BYLINE.fullmatch(line):
        return BYLINE
    return DATE if _DATE.fullmatch(line) else ""


def _menus(lines: Sequence[str], reasons: list[str], outside: Sequence[int]) -> None:
    """Menus before the first and after the last paragraph; a section's name is one only beside other furniture."""
    for i in outside:
        if not reasons[i] and len(lines[i]) <= 60 and _MENU.fullmatch(lines[i]):
            reasons[i] = MENU
    for order in (outside, outside[::-1]):  # down and up, so that a run of names goes whichever end is known
        before = -1
        for i in order:
            beside = before >= 0 and reasons[before] == MENU and not any(lines[min(i, before) + 1 : max(i, before)])
            if not reasons[i] and beside and _is_section(lines[i]):
                reasons[i] = MENU
            before = i


def _is_section(line: str) -> bool:
    bullet = _BULLET.match(line)
    name = line[bullet.end() :] if bullet else line
    return bool(_SECTION.fullmatch(name)) or bool(bullet and len(name.split()) <= 3 and name.istitle())


def is_prose(line: str) -> bool:
    """Whether a line is long enough for a paragraph: 20 words, or 8 that end as a sentence does."""
    words = len(line.split())
    return words >= 20 or (words >= 8 and ends_sentence(line))


def _in_capitals(line: str) -> bool:
    if line[0] in "\"“'‘«" or ends_sentence(line) or len(line.split()) < 5 or not line.isupper():
        return False
    return sum("A" <= c <= "Z" for c in line) >= 15


def _mostly_small_letters(lines: Sequence[str]) -> bool:
    text = "".join(lines)
    return sum(map(str.isupper, text)) < 0.3 * sum(map(str.isalpha, text))


def _repetitions(lines: Sequence[str], reasons: list[str], title: str) -> None:
    """The title given twice: the second one goes if nothing but furniture stands between."""
    staying = [i for i, line in enumerate(lines) if line and not reasons[i]][:2]
    same = len(staying) == 2 and lines[staying[0]] == lines[staying[1]]
    if same and (lines[staying[0]] == title or not ends_sentence(lines[staying[0]])):
        reasons[staying[1]] = REPEATED
