"""What a notification means: severities and classes as data, and how a raw text finds its own.

Neither the values of ``severity`` nor a code for what happened are public (docs/vos-api.md#notifications), so
both are read from text: a map for severities, an ordered table of patterns over the title for classes.
"""

import fnmatch
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Protocol

from vos_exporter.vos.payloads.base import Text, text, texts
from vos_exporter.vos.payloads.notifications import Notification
from vos_exporter.vos.states import is_nothing, plain, tokens

SEVERITIES: tuple[str, ...] = ("critical", "major", "minor", "warning", "info", "other")
"""The values of ``notification_severity``, the worst first; ``other`` is what no map knows."""

CLASSES: tuple[str, ...] = (
    "source_loss", "slate", "redundancy_switch", "output_loss", "transport_errors", "audio_video_content",
    "scte", "drm", "origin", "uplink", "node", "license", "security", "configuration", "other",
)  # fmt: skip
"""The values of ``notification_class``; ``other`` is what no pattern matches."""

OTHER = "other"

SEVERITY_FIELD = "notification_severity"
"""How ``vos_api_unmapped_values{field}`` calls the severity of a notification."""

_ABOUT_SEVERITY = frozenset({"severity", "alarm", "level"})

SEVERITY_MAP: Mapping[str, str] = {
    **dict.fromkeys(("critical", "crit", "fatal", "emergency", "emerg", "alert"), "critical"),
    **dict.fromkeys(("major", "error", "err", "high", "severe"), "major"),
    **dict.fromkeys(("minor", "medium", "low"), "minor"),
    **dict.fromkeys(("warning", "warn"), "warning"),
    **dict.fromkeys(
        (
            "info", "information", "informational", "informative", "notice", "notification", "cleared",
            "clear", "normal", "ok", "indeterminate", "debug", "none",
        ),
        "info",
    ),
    OTHER: OTHER,
}  # fmt: skip
"""Raw severity, stripped and lower-cased, to ours: ITU-T X.733, syslog and what sibling products say."""

CLASS_PATTERNS: tuple[tuple[str, str], ...] = (
    ("license", r"licen[sc]|entitlement"),
    ("scte", r"scte|splice|cue (in|out|tone|point|message)|ad (cue|insertion|break)|blackout"),
    ("drm", r"drm|encrypt|decrypt|scrambl|ecm\b|key (server|management|rotation)"),
    ("drm", r"widevine|playready|fairplay"),
    ("slate", r"slate"),
    ("redundancy_switch", r"redundan|fail[ -]?over|fail[ -]?back|switch[ -]?over|switch(ed|ing)? (to|from)"),
    ("redundancy_switch", r"(backup|secondary|standby|main|primary) .{0,40}(activated|took over|in use)"),
    ("source_loss", r"(input|source|signal).*(loss|lost|missing|absent)"),
    ("source_loss", r"(loss of|lost|no|missing) (the )?(input|source|signal)"),
    ("source_loss", r"(demodulator|tuner|carrier|feed|reception) (lock )?(loss|lost|unlocked|missing)"),
    ("output_loss", r"(output|destination|delivery|publish).*(loss|lost|missing|absent|down|fail|stopp)"),
    ("output_loss", r"(loss of|lost|no|missing) (the )?output"),
    ("security", r"log[io]n fail|failed log[io]n|password|unauthori[sz]ed|intrusion|certificate|(tls|ssl)\b"),
    ("transport_errors", r"continuity|cc error|transport (stream|error)|ts (sync|error)|sync (byte|loss)"),
    ("transport_errors", r"(pat|pmt|pcr|pid|crc|fec|rtp) |packets? (loss|lost|drop)|(lost|dropped) packet"),
    ("transport_errors", r"tr.?101|bit ?rate|jitter|rf (level|margin|power)|c/n|signal (level|quality)"),
    ("audio_video_content", r"audio|video|black (frame|screen|picture)|frozen|freeze|silence|loudness"),
    ("audio_video_content", r"caption|subtitle|teletext|lip.?sync|decod(er|ing)|encod(er|ing)|transcod"),
    ("uplink", r"uplink|cloud ?link|zixi|srt\b"),
    ("origin", r"origin|ingest|packag(er|ing)|manifest|hls|dash\b|cdn"),
    ("node", r"node|pods?\b|host|server|cpu|memory|disk|storage|fan\b|temperature|power supply|cluster"),
    ("node", r"container|kubernetes|ntp\b|ptp\b|ethernet|network interface|link (up|down)|restart|crash"),
    ("configuration", r"config|provision|upgrade|profile|setting|parameter|(added|removed|deleted) by"),
)  # fmt: skip
"""Class and pattern, searched in the lower-cased title in this order; the first match decides.

One ``.*`` per pattern at most and no nested repetition, so that a title costs at most the square of its
length, which :data:`TITLE_LIMIT` bounds. None begins with ``\\b``: that costs the search its fast start.
"""

TITLE_LIMIT = 256
"""Characters of a title that are looked at."""

_TITLES_REMEMBERED = 8_192


class Severities:
    """Maps raw severities to ours, the operator's map first."""

    def __init__(self, extra: Mapping[str, str]) -> None:
        own = {_severity_word(raw): severity for raw, severity in extra.items()}
        self.known: Mapping[str, str] = {**SEVERITY_MAP, **own}

    def __call__(self, raw: str) -> str:
        """One of :data:`SEVERITIES` for ``raw``, in any case and with any separators."""
        severity = self.known.get(_severity_word(raw), OTHER)
        return severity if severity in SEVERITIES else OTHER

    def unmapped(self, raw: str) -> bool:
        """Whether ``raw`` says something that no map knows."""
        return not is_nothing(raw) and _severity_word(raw) not in self.known


def _severity_word(raw: str) -> str:
    """``raw`` as severities are compared: ``SEVERITY_CRITICAL``, ``Critical`` and ``critical`` are one."""
    words = [word for word in tokens(raw) if word not in _ABOUT_SEVERITY]
    return "".join(words) or plain(raw)


class Classifier:
    """Maps titles to classes, the operator's words first and without regard to case."""

    def __init__(self, extra: tuple[tuple[str, str], ...]) -> None:
        own = [(name, _anywhere(words)) for name, words in extra]
        self._patterns = (*own, *((name, re.compile(pattern)) for name, pattern in CLASS_PATTERNS))
        # The same alarms are active for hours: a title is searched once, not once per scrape.
        self._remembered = lru_cache(maxsize=_TITLES_REMEMBERED)(self._search)

    def __call__(self, title: str) -> str:
        """One of :data:`CLASSES` for ``title``."""
        return self._remembered(title[:TITLE_LIMIT].lower())

    def _search(self, title: str) -> str:
        for name, pattern in self._patterns:
            if pattern.search(title):
                return name if name in CLASSES else OTHER
        return OTHER


def _anywhere(words: str) -> re.Pattern[str]:
    """``words`` anywhere in a lower-cased title; ``*`` stands for any characters, ``?`` for one.

    What :mod:`fnmatch` makes of a glob never goes back over what it has matched, so no words are slow.
    """
    literal = words.lower().replace("[", "[[]")
    return re.compile(fnmatch.translate(f"*{literal}*"))


@lru_cache(maxsize=16)
def classifier(extra: tuple[tuple[str, str], ...] = ()) -> Classifier:
    """The classifier with ``extra`` (class, words or glob) before the patterns that ship."""
    return Classifier(extra)


class Pattern(Protocol):
    """A class, and the words in a title that tell it."""

    @property
    def name(self) -> str:
        """One of :data:`CLASSES`."""

    @property
    def title(self) -> str:
        """Words, or a glob, to be found anywhere in a title."""


class Vocabulary(Protocol):
    """What the operator says about notifications, tried before what ships."""

    @property
    def severities(self) -> Mapping[str, str]:
        """Raw severity to one of :data:`SEVERITIES`."""

    @property
    def classes(self) -> Sequence[Pattern]:
        """Words in the order they are tried."""


class Reader:
    """Severity and class of notifications; made for one payload, reads each distinct text once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.severities = Severities(vocabulary.severities)
        self.classify = classifier(tuple((pattern.name, pattern.title) for pattern in vocabulary.classes))
        # Keyed by text, never by what VOS sent: numbers can be chosen so that all of them collide.
        self._known: dict[str, str] = {}
        self._classes: dict[str, str] = {}

    def severity(self, raw: Text) -> str:
        """One of :data:`SEVERITIES`."""
        return self._severity(text(raw))

    def _severity(self, said: str) -> str:
        severity = self._known.get(said)
        if severity is None:
            severity = self._known[said] = self.severities(said)
        return severity

    def _class(self, words: str) -> str:
        name = self._classes.get(words)
        if name is None:
            name = self._classes[words] = self.classify(words)
        return name

    def kind(self, notification: Notification) -> tuple[str, str]:
        """Class and severity of ``notification``."""
        return self._class(_words(notification)), self.severity(notification.severity)

    def all_severities(self, notifications: Iterable[Notification]) -> list[str]:
        """The severity of each of ``notifications``."""
        said = texts(map(_SEVERITY, notifications))
        known = {raw: self._severity(raw) for raw in set(said)}
        return list(map(known.__getitem__, said))

    def all_classes(self, notifications: Sequence[Notification]) -> list[str]:
        """The class of each of ``notifications``."""
        titles = list(map(_TITLE, notifications))
        words = texts(titles) if all(titles) else list(map(_words, notifications))
        known = {said: self._class(said) for said in set(words)}
        return list(map(known.__getitem__, words))

    def unmapped(self, severities: Iterable[Text]) -> set[str]:
        """The distinct raw values among ``severities`` that no map knows."""
        return {raw for raw in set(texts(severities)) if self.severities.unmapped(raw)}


_SEVERITY, _TITLE = attrgetter("severity"), attrgetter("title")


def _words(notification: Notification) -> str:
    """What the class of ``notification`` is told by."""
    return text(notification.title or notification.type)
