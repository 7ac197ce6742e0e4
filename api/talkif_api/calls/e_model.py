"""The E-model: how good a line sounds, from what was measured of it. ITU-T Recommendation G.107 (06/2015), pure.

R = Ro - Is - Id - Ie,eff + A, from 0 to 100. What we cannot measure has the recommendation's default values: two
ordinary telephones, no noise beyond a quiet room, no allowance for advantage.
"""

from __future__ import annotations

import math
from typing import Final

#: Codec -> (Ie, Bpl): impairment of its own, and how well it stands packet loss. ITU-T G.113 (11/2007),
#: appendix I: G.711 without concealment of lost packets.
CODECS: Final = {"PCMU": (0.0, 4.3), "PCMA": (0.0, 4.3)}

_SLR, _RLR, _STMR, _LSTR, _TELR, _WEPL = 8.0, 2.0, 15.0, 18.0, 65.0, 110.0
_DS, _NC, _NFOR, _PS, _PR = 3.0, -70.0, -64.0, 35.0, 35.0
_OLR = _SLR + _RLR


def r_factor(codec: str, *, delay_ms: float, loss_percent: float) -> float:
    """`delay_ms`: from mouth to ear. `loss_percent`: of packets, lost at random. Raises KeyError for another codec."""
    noise = _noise()
    basic = 15 - 1.5 * (_SLR + noise)
    rating = (
        basic - _simultaneous(basic, noise, delay_ms) - _delayed(basic, noise, delay_ms) - _coded(codec, loss_percent)
    )
    return min(100.0, max(0.0, rating))


def mos(rating: float) -> float:
    """Mean opinion score, 1 to 4.5, of an R-factor. G.107, annex B."""
    if rating <= 0:
        return 1.0
    if rating >= 100:
        return 4.5
    return max(1.0, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6)


def _noise() -> float:
    """No: circuit noise, room noise at both sides and noise floor, dBm0p. Section 7.2."""
    sent = _PS - _SLR - _DS - 100 + 0.004 * (_PS - _OLR - _DS - 14) ** 2
    room = _PR + 10 * math.log10(1 + 10 ** ((10 - _LSTR) / 10))
    received = _RLR - 121 + room + 0.008 * (room - 35) ** 2
    return 10 * math.log10(sum(10 ** (level / 10) for level in (_NC, sent, received, _NFOR + _RLR)))


def _simultaneous(basic: float, noise: float, delay_ms: float) -> float:
    """Is: loudness, sidetone and quantising distortion. Section 7.3."""
    x = _OLR + 0.2 * (64 + noise - _RLR)
    too_loud = 20 * (_root(1 + (x / 8) ** 8, 8) - x / 8)
    own_voice = -10 * math.log10(10 ** (-_STMR / 10) + math.exp(-delay_ms / 4) * 10 ** (-_TELR / 10))
    sidetone = (
        12 * _root(1 + ((own_voice - 13) / 6) ** 8, 8)
        - 28 * _root(1 + ((own_voice + 1) / 19.4) ** 35, 35)
        - 13 * _root(1 + ((own_voice - 3) / 33) ** 13, 13)
        + 29
    )
    q = 37.0  # one quantising distortion unit
    g = 1.07 + 0.258 * q + 0.0602 * q**2
    y, z = (basic - 100) / 15 + 46 / 8.4 - g / 9, 46 / 30 - g / 40
    return too_loud + sidetone + 15 * math.log10(1 + math.pow(10, y) + math.pow(10, z))


def _delayed(basic: float, noise: float, delay_ms: float) -> float:
    """Id: echoes of talker and listener, and delay itself; both ways take as long. Section 7.4."""
    echo_level = _TELR - 40 * math.log10((1 + delay_ms / 10) / (1 + delay_ms / 150)) + 6 * math.exp(-0.3 * delay_ms**2)
    difference = (-1.5 * (noise - _RLR) - (80 + 2.5 * (echo_level - 14))) / 2
    talker = (difference + math.sqrt(difference**2 + 100) - 1) * (1 - math.exp(-delay_ms))
    difference = (basic - 10.5 * (_WEPL + 7) / _root(2 * delay_ms + 1, 4)) / 2
    listener = difference + math.sqrt(difference**2 + 169)
    if delay_ms <= 100:
        return talker + listener
    x = math.log2(delay_ms / 100)
    return talker + listener + 25 * (_root(1 + x**6, 6) - 3 * _root(1 + (x / 3) ** 6, 6) + 2)


def _root(value: float, degree: int) -> float:
    return math.pow(value, 1 / degree)


def _coded(codec: str, loss_percent: float) -> float:
    """Ie,eff: the codec and lost packets. Section 7.5."""
    own, robustness = CODECS[codec]
    return own + (95 - own) * loss_percent / (loss_percent + robustness)
