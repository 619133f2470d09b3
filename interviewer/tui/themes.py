"""The app's own themes: calm on dark and on light ground, and one of strong contrast.

Every text colour keeps a contrast of at least 4.5 to 1 with the grounds it stands on, the strong
theme 7 to 1 (WCAG 2.2, success criteria 1.4.3 and 1.4.6); `tests/tui/test_themes.py` measures it.
"""

from collections.abc import Mapping

from textual.theme import Theme

from interviewer.i18n import N_

DARK = Theme(
    name="dark",
    dark=True,
    background="#15181d",
    surface="#1b2027",
    panel="#262d36",
    foreground="#d8dde4",
    primary="#7fb2d6",
    secondary="#b6a4dc",
    accent="#d6b27c",
    success="#83c79a",
    warning="#dcb670",
    error="#e88f8f",
    variables={
        "text": "#d8dde4",
        "text-muted": "#9aa5b1",
        "text-disabled": "#808a96",
        "text-primary": "#8fbcdc",
        "text-secondary": "#bfafe0",
        "text-accent": "#dcbb8a",
        "text-success": "#8fcea4",
        "text-warning": "#e0bd7d",
        "text-error": "#ec9c9c",
        "block-cursor-background": "#2f4a60",
        "block-cursor-foreground": "#f2f6fa",
        "block-cursor-blurred-background": "#262d36",
        "block-cursor-blurred-foreground": "#d8dde4",
        "block-hover-background": "#222831",
        "border": "#7fb2d6",
        "border-blurred": "#3a434e",
        "input-selection-background": "#34566f",
        "input-selection-foreground": "#f2f6fa",
        "input-cursor-background": "#d8dde4",
        "input-cursor-foreground": "#15181d",
        "footer-background": "#1b2027",
        "footer-key-foreground": "#8fbcdc",
        "footer-description-foreground": "#b4bdc8",
        "button-color-foreground": "#15181d",
        "button-focus-text-style": "bold reverse",
        "scrollbar": "#3a434e",
        "scrollbar-background": "#1b2027",
        "scrollbar-corner-color": "#1b2027",
    },
)

LIGHT = Theme(
    name="light",
    dark=False,
    background="#faf8f4",
    surface="#f2efe9",
    panel="#e5e1d9",
    foreground="#24282e",
    primary="#1e5c88",
    secondary="#66478f",
    accent="#855708",
    success="#23683d",
    warning="#805400",
    error="#a52f3b",
    variables={
        # Borders are made of these two everywhere.
        "panel-lighten-1": "#b3ab9b",
        "panel-lighten-2": "#b3ab9b",
        "text": "#24282e",
        "text-muted": "#585f69",
        "text-disabled": "#737a84",
        "text-primary": "#1e5c88",
        "text-secondary": "#66478f",
        "text-accent": "#7a4f06",
        "text-success": "#23683d",
        "text-warning": "#754d00",
        "text-error": "#a02c38",
        "success-muted": "#d6eadc",
        "warning-muted": "#f4e6c4",
        "error-muted": "#f6dcdc",
        "block-cursor-background": "#1e5c88",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#d9e3ea",
        "block-cursor-blurred-foreground": "#24282e",
        "block-hover-background": "#ebe7df",
        "border": "#1e5c88",
        "border-blurred": "#c4bfb4",
        "input-selection-background": "#b9d3e6",
        "input-selection-foreground": "#14181c",
        "input-cursor-background": "#24282e",
        "input-cursor-foreground": "#faf8f4",
        "footer-background": "#ebe7df",
        "footer-key-foreground": "#1e5c88",
        "footer-description-foreground": "#3e444c",
        "button-color-foreground": "#ffffff",
        "button-focus-text-style": "bold reverse",
        "scrollbar": "#bdb7ab",
        "scrollbar-background": "#ebe7df",
        "scrollbar-corner-color": "#ebe7df",
    },
)

STRONG = Theme(
    name="high-contrast",
    dark=True,
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    foreground="#ffffff",
    primary="#6fd0ff",
    secondary="#f0b3ff",
    accent="#ffd966",
    success="#66f099",
    warning="#ffe066",
    error="#ff9c9c",
    variables={
        "text": "#ffffff",
        "text-muted": "#dcdcdc",
        "text-disabled": "#b4b4b4",
        "text-primary": "#6fd0ff",
        "text-secondary": "#f0b3ff",
        "text-accent": "#ffd966",
        "text-success": "#66f099",
        "text-warning": "#ffe066",
        "text-error": "#ff9c9c",
        # Borders are made of these two everywhere.
        "panel-lighten-1": "#c8c8c8",
        "panel-lighten-2": "#c8c8c8",
        "success-muted": "#00391b",
        "warning-muted": "#3a3000",
        "error-muted": "#4a0f0f",
        "block-cursor-background": "#ffffff",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#3c3c3c",
        "block-cursor-blurred-foreground": "#ffffff",
        "block-hover-background": "#2a2a2a",
        "border": "#ffe066",
        "border-blurred": "#c8c8c8",
        "input-selection-background": "#ffffff",
        "input-selection-foreground": "#000000",
        "input-cursor-background": "#ffffff",
        "input-cursor-foreground": "#000000",
        "footer-background": "#000000",
        "footer-key-foreground": "#ffe066",
        "footer-description-foreground": "#ffffff",
        "button-color-foreground": "#000000",
        "button-focus-text-style": "bold reverse",
        "scrollbar": "#c8c8c8",
        "scrollbar-background": "#000000",
        "scrollbar-corner-color": "#000000",
    },
)

THEMES = (DARK, LIGHT, STRONG)

NAMES: Mapping[str, str] = {
    DARK.name: N_("Dark"),
    LIGHT.name: N_("Light"),
    STRONG.name: N_("High contrast"),
}
"""What people call them, to be translated."""


def known(name: str) -> str:
    """Return the theme of this name, or the dark one if it is none of ours."""
    return name if name in NAMES else DARK.name
