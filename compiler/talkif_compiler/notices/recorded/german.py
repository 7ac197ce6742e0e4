"""Telling of a recording, or asking for it, in German.

Orders, damages and patients are "aufgenommen" as well, so there it has to be the call, or what is said in it.
"""

from __future__ import annotations

_CALL = r"(?:gespräche?s?|telefonate?s?|anrufe?s?|telefongespräche?s?|unterhaltung|interviews?|stimme)\b"
_WITHIN = r"(?:(?!(?:,|\bund) (?:ihr|mein)\w* ).)"
_END = r"\s*+(?:[.!?,;:]|$)"
_LEAVE = (
    r"(?:einverstanden|einverständnis|zustimm\w*|stimmen|stimmst|einwillig\w*|erlaub\w*|gestatt\w*|recht|ordnung"
    r"|okay|ok|dagegen|widersprechen)\b"
)
_RECORDING = r"(?:aufzeichnung|aufnahme|mitschnitt|gesprächsaufzeichnung|anrufaufzeichnung)(?:en|s)?\b"

WORDS = "aufge|aufzu|aufne|aufna|aufzei|mitge|mitschn|mitzu|zeichne|schneide|nehme"
SAID = (
    r"\b(?:aufgezeichnet|mitgeschnitten|aufzeichnen?|aufzuzeichnen|mitschneiden?|mitzuschneiden)\b",
    r"\bzeichne(?:n|t)? .{0,80}?\bauf\b",
    r"\bschneide(?:n|t)? .{0,80}?\bmit\b",
    rf"\b{_CALL}{_WITHIN}{{0,60}}?\b(?:wird|werden) (?:[\w,]++ ){{0,5}}?aufgenommen\b",
    rf"\b(?:wird|werden) (?:\w++ ){{0,5}}?{_CALL} (?:\w++ ){{0,3}}?aufgenommen\b",
    rf"\b{_CALL} (?:\w++ ){{0,4}}?aufgenommen (?:wird|werden)\b",
    r"\b(?:sie|wir) werden (?:(?:jetzt|nun|dabei|hier|gerade|ab jetzt) )*+aufgenommen\b",
    r"\bwas sie (?:mir |uns )?(?:sagen|erzählen|berichten),?"
    r" (?:wird|nehme|nehmen) (?:\w++ ){0,3}?(?:aufgenommen|auf)\b",
    rf"\bnehmen? (?:\w++ ){{0,5}}?{_CALL} (?:(?!kontakt)\w++ ){{0,5}}?auf\b",
    r"\bnehmen? (?:\w++ ){0,4}?auf, was (?:sie|wir|du)\b",
    rf"\b{_CALL} (?:\w++ ){{0,4}}?(?:aufnehmen?|aufzunehmen)\b",
    r"\baufnehmen?, was (?:sie|wir|du)\b",
    rf"\b{_LEAVE}, wenn (?:ich|wir) aufnehmen?{_END}",
    rf"\b(?:darf|dürfen|dürfte|kann|können) (?:ich|wir)"
    rf" (?:(?:sie|uns|das|es|dabei|jetzt|nun|ab jetzt|ab hier) ){{0,3}}"
    rf"aufnehmen{_END}",
    rf"\b{_LEAVE}.{{0,60}}?\b{_RECORDING}",
    rf"\b{_RECORDING}.{{0,60}}?\b{_LEAVE}",
    rf"\bstimm(?:en|st) .{{0,30}}?\b{_RECORDING}.{{0,40}}?\bzu\b",
    r"\bkeine aufzeichnung (?:wünschen|möchten|wollen)\b",
    r"\bauf einer aufgezeichneten leitung\b",
    rf"\bläuft (?:jetzt )?(?:eine|die) {_RECORDING}",
    rf"\b{_RECORDING} (?:hat (?:\w++ )?begonnen|beginnt|startet|läuft)\b",
    rf"\b(?:starte|starten|beginne|beginnen) (?:\w++ ){{0,4}}?{_RECORDING}",
)
DENIED = (
    r"\b(?:nicht|nie|niemals|nichts|ohne)"
    r" (?:(?:mehr|auch|automatisch|von|uns|mir|wird|werden|auf|mit) ){0,3}"
    r"(?:aufgezeichnet|aufgenommen|mitgeschnitten|aufzeichne\w*|aufnehme\w*|mitschneide\w*|auf|mit)\b",
    r"\b(?:zeichne|schneide|nehme)n? (?:\w++ ){0,6}?(?:nicht|nie|niemals|nichts|keine?n?)\b.{0,40}?\b(?:auf|mit)\b",
    rf"\bkeine?r?n? (?:\w++ )?{_RECORDING}(?! (?:wünschen|möchten|wollen)\b).*",
)
