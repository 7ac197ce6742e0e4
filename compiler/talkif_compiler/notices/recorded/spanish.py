"""Telling of a recording, or asking for it, in Spanish.

Messages are recorded as well, and data is, so what is recorded has to be the call, or what is said in it.
"""

from __future__ import annotations

_CALL = r"(?:llamadas?|conversación|conversaciones|charla|entrevista|plática|comunicación|voz)\b"
_THE_CALL = rf"(?:esta|la|las|nuestra|nuestras|su|sus|tu|toda la|todas las|cada|estas|una) {_CALL}"
_WITHIN = r"(?:(?!(?:,|\by) (?:su|sus|mi|mis|el|los|la|las) ).)"
_END = r"\s*+(?:[.!?,;:]|$)"
_ON = rf"(?:{_END}| (?:a|para|desde|ahora|mientras|y|o)\b)"
_RECORDED = r"grabad[ao]s?\b"
_VERB = r"grab(?:ar|a|o|amos|an|aré|aremos|ará|arán|e|emos|en|ando|aba|aran?)"
_IS = r"(?:es|son|está|están|ser|será|serán|sea|sean|siendo|queda|quedan|quedará|quedarán|quedar)"
_LEAVE = (
    r"(?:acuerdo|acept\w*|consient\w*|consentimiento|autori[zc]\w*|permi\w*|import\w*|molest\w*|conforme"
    r"|inconveniente|deja)"
)

WORDS = "grab"
SAID = (
    rf"\b{_CALL}{_WITHIN}{{0,60}}?\b(?:{_IS} (?:[\w,]++ ){{0,4}}?{_RECORDED}"
    rf"|se (?:está |están |va a |van a )?{_VERB}\b)",
    rf"\b(?:monitoread|monitorizad|escuchad)[ao]s? [yo] {_RECORDED}",
    rf"\b{_VERB} (?:todo )?(?:{_THE_CALL}|lo que\b)",
    rf"\bse {_VERB} {_THE_CALL}",
    rf"\blo que (?:\w++ ){{1,4}}?(?:{_IS} (?:\w++ )?{_RECORDED}|se {_VERB}\b)",
    rf"\b(?:le|les|lo|la|te|nos) (?:estamos|estoy|vamos a|voy a) (?:grabando|grabar){_ON}",
    rf"\b(?:puedo|podemos|podría|podríamos|puedo yo|me permite|nos permite|me deja|permítame)"
    rf" grabar(?:l[eoa]s?|te| esto)?{_ON}",
    rf"\b(?:ser|siendo) {_RECORDED}{_ON}",
    rf"\b{_LEAVE}.{{0,40}}?\b(?:{_VERB}|grabación){_ON}",
    rf"\b{_LEAVE}.{{0,40}}?\bgrabación de (?:{_THE_CALL}|{_CALL})",
    r"\bgrabación (?:empieza|comienza|inicia|ha (?:empezado|comenzado)|está en curso)\b",
    r"\b(?:empieza|comienza|inicio|empiezo|comenzamos|iniciamos|inicia) (?:ahora )?la grabación\b",
)
DENIED = (
    rf"\b(?:no|nunca|jamás|sin|ninguna|nada|tampoco)"
    rf" (?:(?:se|la|lo|le|está|están|va|vamos|voy|a|hay|puede|pueden|será|es|ser|siendo|queda|hacemos) ){{0,4}}"
    rf"(?:{_VERB}|grabad[ao]s?|grabación|grabaciones)\b.*",
)
