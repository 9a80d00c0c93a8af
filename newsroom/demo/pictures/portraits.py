"""The portraits of the authors, and the mark of the paper."""

from .canvas import BUFF, CORAL, DEEP, FOAM, INK, LEAD, SHOAL, Picture


def portrait(ground, coat, skin, hair, kind):
    p = Picture(1, 160, 160)
    p.rect(0, 0, 160, 160, ground)
    if kind == "long":
        p.add("path", d="M42 138C34 80 36 26 82 24C128 24 126 84 122 138z", fill=hair)
    p.add("path", d="M8 164C12 128 40 116 66 112L98 112C124 116 148 128 152 164z", fill=coat)
    p.add("path", d="M64 94L64 114C72 128 90 128 98 114L98 94z", fill=skin)
    p.add("path", d="M64 102C74 112 90 112 98 100L98 112C88 120 74 120 64 112z", fill=INK, opacity=0.22)
    p.add(
        "path",
        d="M52 66C52 38 64 32 82 32C100 32 110 42 110 66C110 92 98 108 81 108C64 108 52 92 52 66z",
        fill=skin,
    )
    p.add(
        "path",
        d="M81 32C100 32 110 42 110 66C110 92 98 108 81 108C94 96 96 50 81 32z",
        fill=INK,
        opacity=0.14,
    )
    if kind == "long":
        p.add(
            "path",
            d="M48 74C48 42 58 26 84 26C110 26 116 46 114 76C108 58 98 50 86 46C72 58 58 62 48 74z",
            fill=hair,
        )
    elif kind == "beard":
        p.add(
            "path",
            d="M50 62C46 34 62 22 84 24C108 24 116 42 111 62C108 52 104 48 98 46C84 48 66 46 58 46C54 50 52 54 50 62z",
            fill=hair,
        )
        p.add(
            "path",
            d="M52 70C56 84 62 84 70 82C78 78 86 78 94 82C102 84 106"
            " 82 110 70C112 98 98 116 81 116C64 116 50 98 52 70z",
            fill=hair,
        )
        p.add(
            "path",
            d="M72 90C78 94 86 94 92 90",
            fill="none",
            stroke=skin,
            stroke_width=3,
            stroke_linecap="round",
        )
    elif kind == "bob":
        p.add(
            "path",
            d="M44 96C36 44 54 22 82 22C112 22 124 46 118 96C110 98 108 92 108 80C110"
            " 66 106 56 102 50C90 54 66 54 58 52C54 62 54 74 54 84C54 94 50 98 44 96z",
            fill=hair,
        )
    if kind != "beard":
        p.add(
            "path",
            d="M73 93C79 97 86 97 91 93",
            fill="none",
            stroke=INK,
            stroke_width=2.6,
            stroke_linecap="round",
            opacity=0.7,
        )
    if kind == "bob":
        for x in (68, 95):
            p.circle(x, 70, 10.5, "none", stroke=INK, stroke_width=3)
        p.line([(78, 69), (85, 69)], INK, 3)
    for x in (68, 95):
        p.circle(x, 70, 2.8, INK)
    p.add("path", d="M82 72L79 84L84 85", fill="none", stroke=INK, stroke_width=2, opacity=0.5)
    p.add("path", d="M64 113L80 136L98 113L108 116L82 160L54 116z", fill=FOAM if kind != "beard" else DEEP)
    return p


PORTRAITS = {
    "marit-olsund": lambda: portrait(SHOAL, LEAD, "#e3b58c", "#3b2218", "long"),
    "tomas-quayle": lambda: portrait(BUFF, INK, "#c98f62", INK, "beard"),
    "priya-halloran": lambda: portrait("#dba88a", DEEP, "#8a5638", "#1b120e", "bob"),
}


def mark():
    """The load line of a ship: the publication's sign."""
    p = Picture(1, 64, 64)
    p.rect(0, 0, 64, 64, INK)
    p.circle(32, 32, 17, "none", stroke=FOAM, stroke_width=6)
    p.rect(5, 29, 54, 6, CORAL)
    return p
