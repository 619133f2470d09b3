"""Every theme can be read: text stands out from every ground that it stands on."""

import itertools

import pytest
from textual.color import Color
from textual.theme import Theme

from interviewer.i18n import gettext_, install
from interviewer.tui.themes import DARK, LIGHT, NAMES, STRONG, THEMES, known

TEXTS = (
    "text",
    "text-muted",
    "text-primary",
    "text-secondary",
    "text-accent",
    "text-success",
    "text-warning",
    "text-error",
    "foreground",
    "primary",
    "secondary",
)
GROUNDS = ("background", "surface", "panel")
PAIRS = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("footer-key-foreground", "footer-background"),
    ("footer-description-foreground", "footer-background"),
    ("input-selection-foreground", "input-selection-background"),
    ("input-cursor-foreground", "input-cursor-background"),
    ("text-success", "success-muted"),
    ("text-warning", "warning-muted"),
    ("text-error", "error-muted"),
    ("background", "primary"),
)
LEAST = {DARK.name: 4.5, LIGHT.name: 4.5, STRONG.name: 7.0}


def variables(theme: Theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


def luminance(color: Color) -> float:
    """WCAG 2.2, relative luminance."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in color.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """WCAG 2.2, contrast ratio: 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast(Color.parse("#000"), Color.parse("#fff")) == pytest.approx(21)
    assert contrast(Color.parse("#777"), Color.parse("#fff")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_text_stands_out_from_every_ground(theme: Theme) -> None:
    colors = variables(theme)
    pairs = [*itertools.product(TEXTS, GROUNDS), *PAIRS]
    found = {
        (text, ground): round(contrast(Color.parse(colors[text]), Color.parse(colors[ground])), 2)
        for text, ground in pairs
    }
    assert {pair: ratio for pair, ratio in found.items() if ratio < LEAST[theme.name]} == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_borders_and_the_focus_can_be_seen(theme: Theme) -> None:
    """WCAG 2.2, 1.4.11 asks 3 to 1 of what shows the focus; a quiet border may be quieter."""
    colors = variables(theme)
    ground = Color.parse(colors["background"])
    assert contrast(Color.parse(colors["border"]), ground) >= 3
    assert contrast(Color.parse(colors["panel-lighten-2"]), ground) >= 1.4


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_greys_keep_the_difference(theme: Theme) -> None:
    """NO_COLOR shows greys: what was told by a colour alone would be lost, the ground is not."""
    colors = variables(theme)
    ground = Color.parse(colors["background"]).monochrome
    for text in TEXTS:
        assert contrast(Color.parse(colors[text]).monochrome, ground) >= 4.5


def test_every_theme_has_a_name_in_both_languages() -> None:
    assert set(NAMES) == {theme.name for theme in THEMES}
    install("zh")
    assert all(gettext_(name) != name for name in NAMES.values())


def test_an_unknown_theme_falls_back() -> None:
    assert known("solarized") == DARK.name
    assert known("light") == LIGHT.name
