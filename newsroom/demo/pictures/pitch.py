"""Football in the fog."""

from .canvas import FOAM, INK, LEAD, SEA, SLATE, Picture, bystander, spread

RUN = dict(
    neck=(10, -36),
    head=(15, -50),
    arms=(((-12, -26), (-16, -6)), ((28, -24), (38, -38))),
    legs=(((-10, 24), (-40, 26)), ((24, 16), (18, 48))),
)
CHASE = dict(
    neck=(6, -37),
    head=(9, -51),
    arms=(((24, -28), (30, -46)), ((-14, -24), (-28, -10))),
    legs=(((22, 18), (34, 46)), ((-4, 26), (-34, 40))),
)
STRIKE = dict(
    neck=(-10, -36),
    head=(-8, -50),
    arms=(((-32, -40), (-50, -30)), ((14, -26), (28, -40))),
    legs=(((0, 26), (-6, 54)), ((24, 8), (50, 22))),
)
STAND = dict(
    neck=(0, -38),
    head=(1, -52),
    arms=(((-16, -22), (-12, -2)), ((16, -22), (12, -2))),
    legs=(((-8, 26), (-10, 54)), ((8, 26), (11, 54))),
)
REACH = dict(
    neck=(-4, -38),
    head=(-6, -52),
    arms=(((-26, -46), (-44, -62)), ((18, -48), (30, -66))),
    legs=(((-16, 24), (-24, 52)), ((16, 22), (26, 50))),
)


def _player(p, x, y, s, pose, shirt, shorts, skin, flip=1, hair=INK):
    """A footballer with the hips at (x, y); at `s` 1 the legs are 54 pixels long."""

    def at(*points):
        return [(x + flip * a * s, y + b * s) for a, b in points]

    (elbow, hand), (near_elbow, near_hand) = pose["arms"]
    neck = pose["neck"]
    for knee, foot in pose["legs"]:
        p.limb(at((0, 2), knee), skin, 11 * s)
        p.limb(at(knee, foot), shirt, 9 * s)
        p.limb(at(foot, (foot[0] + 9, foot[1] + 2)), hair, 7 * s)
        p.limb(at((0, 0), (knee[0] * 0.62, knee[1] * 0.62)), shorts, 15 * s)
    p.limb(at(neck, elbow), shirt, 9 * s)
    p.limb(at(elbow, hand), skin, 7 * s)
    p.limb(at((0, -4), (neck[0] * 0.8, neck[1] * 0.8)), shirt, 22 * s)
    p.limb(at(neck, near_elbow), shirt, 9 * s)
    p.limb(at(near_elbow, near_hand), skin, 7 * s)
    hx, hy = at(pose["head"])[0]
    p.circle(hx, hy, 9.5 * s, skin)
    p.path(
        f"M{hx - 10 * s:.1f} {hy - 1 * s:.1f}a{10 * s:.1f} {10 * s:.1f} 0 0 1 {20 * s:.1f} {-2 * s:.1f}z",
        hair,
    )


def football():
    p = Picture(37)
    p.rect(0, 0, 1200, 800, p.wash("fog", (0, "#b4c6c8"), (0.5, "#dbe3df"), (0.62, "#ccd6cf"), (1, "#8d9f92")))
    # floodlights and the stand, as far as they can be seen
    for x, s in ((150, 1), (1060, 1)):
        p.circle(x, 130, 210, p.glow(f"lamp{x}", "#fdf6df", 0.95))
        p.line([(x - 8, 440), (x, 150)], "#a3b7ba", 7 * s)
        p.line([(x + 8, 440), (x, 150)], "#a3b7ba", 7 * s)
        for row in range(2):
            for k in range(4):
                p.circle(x - 39 + k * 26, 112 + row * 26, 9, "#fffaf0")
    stand = "#a8babc"
    p.shape([(330, 276), (880, 262), (900, 292), (322, 304)], "#98adb1")
    p.rect(350, 300, 530, 120, stand)
    for x in (362, 486, 612, 738, 864):
        p.rect(x, 296, 8, 150, "#8fa6ab")
    for k in range(4):
        p.rect(344, 350 + k * 24, 540, 12, "#b7c6c6")
    for x, y, coat in (
        (404, 376, SLATE),
        (426, 376, "#9d7a70"),
        (530, 400, SLATE),
        (560, 350, "#8b9ea3"),
        (668, 376, SLATE),
        (690, 376, "#a5857a"),
        (778, 400, SLATE),
        (806, 352, "#8b9ea3"),
        (836, 400, "#8b9ea3"),
    ):
        bystander(p, x, y, 0.62, coat, "#7e949a")
    p.shape([(600, 262), (600, 226), (602, 226)], stand)
    p.line([(610, 264), (610, 206)], "#98adb1", 4)
    p.path("M610 206C630 198 640 214 664 206L664 234C640 242 630 226 610 234z", "#bd8f83")
    p.rect(0, 430, 1200, 10, "#c9d4d0")
    for x in range(-10, 1220, 66):
        p.rect(x, 424, 6, 34, "#bac8c6")
    p.rect(0, 446, 1200, 60, "#c9d4cd")
    # the pitch
    p.rect(0, 470, 1200, 330, p.wash("grass", (0, "#bccac0"), (0.4, "#9cb0a2"), (1, "#6f8677")))
    for k in range(7):
        a, b = 600 + (k - 3) * 190, 600 + (k - 3) * 470
        p.shape([(a, 470), (a + 95, 470), (b + 235, 800), (b, 800)], "#fff", opacity=0.06)
    p.line([(0, 520), (1200, 520)], FOAM, 4, opacity=0.7)
    p.line([(230, 520), (-80, 700)], FOAM, 7, opacity=0.75)
    p.ellipse(640, 690, 420, 96, "none", stroke=FOAM, stroke_width=8, opacity=0.55)
    for goal in (spread(180, 90, 2),):
        for k in range(11):
            p.line([(100 + k * 17, 404), (92 + k * 17, 520)], FOAM, 1.5, opacity=0.7)
        for k in range(7):
            p.line([(92, 404 + k * 19), (272, 404 + k * 19)], FOAM, 1.5, opacity=0.7)
        p.line([(goal[0], 524), (goal[0], 400), (goal[1], 400), (goal[1], 524)], FOAM, 8)
    # the players, greyer the further they are
    far, mid = ("#9fb1b2", "#aebcba", "#a4b3b2", "#8ea3a7"), ("#6d8a95", "#c3cdca", "#b59a88", "#5d7580")
    red = ("#b98a7e", "#d5d9d2", "#b59a88", "#7a8b8e")
    for x, y, s, pose, (shirt, shorts, skin, hair), flip in (
        (196, 474, 0.82, REACH, ("#c9a468", "#8fa0a0", "#b7a795", "#8ea3a7"), 1),
        (330, 462, 0.74, STAND, far, -1),
        (1010, 466, 0.76, CHASE, far, -1),
        (450, 508, 1.02, STAND, red, -1),
        (930, 530, 1.16, RUN, red, -1),
        (300, 560, 1.3, CHASE, mid, 1),
        (1070, 588, 1.5, STAND, mid, -1),
    ):
        p.ellipse(x, y + 55 * s, 34 * s, 5 * s, "#6f8677", opacity=0.35)
        _player(p, x, y, s, pose, shirt, shorts, skin, flip, hair)
    p.rect(0, 380, 1200, 300, p.wash("veil", (0, "#dbe3df"), (1, "#dbe3df")), opacity=0.22)
    fog = p.glow("drift", "#e6ece8")
    for y, h, o in ((330, 60, 0.9), (440, 60, 0.9), (550, 44, 0.7)):
        for _ in range(6):
            x = p.random.uniform(-300, 1100)
            p.ellipse(x, y + p.random.uniform(-30, 30), p.random.uniform(200, 420), h * 0.7, fog, opacity=o)
    for x, y, s, pose, shirt, shorts, skin, flip in (
        (800, 618, 2.2, CHASE, SEA, FOAM, "#c98f62", -1),
        (520, 606, 2.55, STRIKE, LEAD, INK, "#8a5638", 1),
    ):
        p.ellipse(x, y + 55 * s, 42 * s, 6 * s, "#3d5247", opacity=0.5)
        _player(p, x, y, s, pose, shirt, shorts, skin, flip)
    p.ellipse(676, 748, 22, 5, "#3d5247", opacity=0.5)
    p.circle(674, 690, 19, FOAM)
    p.shape([(674, 681), (683, 688), (679, 698), (669, 698), (665, 688)], INK)
    for dx, dy in ((-17, -6), (0, -18), (16, -8), (11, 14), (-11, 14)):
        p.circle(674 + dx * 0.95, 690 + dy * 0.95, 3.4, INK)
    for x, y in ((620, 736), (640, 728), (600, 744), (652, 740), (628, 748), (588, 736)):
        p.circle(x, y, 3.5, "#4b5d4d")
    return p
