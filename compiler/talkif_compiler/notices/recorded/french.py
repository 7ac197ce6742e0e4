"""Telling of a recording, or asking for it, in French.

Requests and addresses are "enregistrées" as well, so what is recorded has to be the call, or what is said in it.
"""

from __future__ import annotations

_CALL = (
    r"(?:appels?|conversations?|échanges?|entretiens?|communications?|discussions?"
    r"|(?<!en\s)ligne|voix|propos|paroles)\b"
)
_THE = r"(?:l['’]|d['’]|(?:cet|cette|ces|ce|notre|nos|votre|vos|la|les|le|chaque|tous les|toutes les) )"
_THE_CALL = rf"{_THE}{_CALL}"
_END = r"\s*+(?:[.!?,;:]|$)"
_ON = rf"(?:{_END}| (?:à|pour|afin|dès|désormais|maintenant|et|ou|pendant|si)\b)"
_RECORDED = r"enregistrée?s?\b"
_WITHIN = r"(?:(?!(?:,|\bet) (?:votre|vos|ma|mon|mes|la|le|les) ).)"
_IS = r"(?:est|sont|sera|seront|serez|serons|êtes|sommes|être|soit|soient|soyez|étant)"
_OBJECT = rf"(?:{_THE_CALL}|(?:tout )?ce que (?:vous|nous)\b)"
_LEAVE = r"(?:d['’]accord|accept\w*|consent\w*|autoris\w*|permett\w*|permission|accord|oppos\w*|refus\w*|gêne|dérange)"

WORDS = "enregistr"
SAID = (
    rf"\b{_CALL}{_WITHIN}{{0,60}}?\b{_IS} (?:[\w,]++ ){{0,4}}?{_RECORDED}",
    rf"\b(?:vous (?:êtes|serez|allez être)|nous (?:sommes|serons)|tout (?:est|sera)|on est)"
    rf" (?:(?!bien )\w++ ){{0,2}}?{_RECORDED}{_ON}",
    rf"\bce que vous (?:\w++ ){{1,4}}?(?:est|sera) (?:\w++ ){{0,2}}?{_RECORDED}",
    rf"\b(?:ne )?(?:souhaite[zr]?|voulez|désirez|veux|préférez|acceptez|accord|accordez).{{0,30}}?\bêtre {_RECORDED}",
    rf"\b{_LEAVE}.{{0,40}}?\bêtre {_RECORDED}",
    rf"enregistr(?:er|e|es|ons|ent|ions|iez|erai|erons|era) {_OBJECT}",
    rf"\b(?:puis-je|peut-on|pouvons-nous|pourrais-je|pourrions-nous|je peux|je puisse|on peut)"
    rf" (?:vous )?enregistrer{_ON}",
    rf"\b{_CALL}.{{0,40}}?\bobjet d['’]un enregistrement\b",
    rf"\b{_LEAVE}.{{0,40}}?\benregistrement(?:{_END}| (?:de |du |des )?(?:{_CALL}|{_THE_CALL}|l['’]appel))",
    rf"\b{_LEAVE}.{{0,40}}?enregistr(?:er|e|ions|iez){_END}",
    r"\benregistrement (?:commence|démarre|débute|a (?:commencé|démarré|débuté)|est en cours)\b",
    r"\b(?:lance|démarre|commence|active|lançons|démarrons) (?:\w++ ){0,2}?l['’]enregistrement\b",
)
DENIED = (
    rf"\b(?:n['’]|ne )(?:est|sont|sera|seront|serez|êtes|peut|sommes|serons) (?:pas|jamais|plus|nullement)"
    rf" (?:\w++ ){{0,2}}?{_RECORDED}",
    r"\bn['’]enregistr\w+ (?:pas|jamais|plus|rien|aucune?)\b",
    r"\b(?:sans|aucun|pas d['’])\s*+(?:être )?enregistr\w+.*",
)
