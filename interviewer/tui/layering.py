"""Draws what lies on top of other widgets without cutting its wide characters apart."""

from collections.abc import Callable, Mapping, Sequence

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class LayeredCompositor(Compositor):
    """Textual 8.2 cuts every line wherever any widget begins or ends, even one beneath another.

    A Chinese character of a notice or a menu that lies across such an edge would be lost: half
    characters become spaces. Here only edges that are seen cut a line.
    """

    @property
    def cuts(self) -> list[list[int]]:
        """Return, for every line, where what is seen of a widget begins or ends."""
        if self._cuts is None:
            width, height = self.size
            cuts = [{0, width} for _ in range(height)]
            covered: list[list[tuple[int, int]]] = [[] for _ in range(height)]
            for region, clip in self.visible_widgets.values():  # from front to back
                x, y, columns, rows = region.intersection(clip)
                if not columns or not rows:
                    continue
                edges = (x, x + columns)
                for line in range(max(0, y), min(height, y + rows)):
                    for edge in edges:
                        if edge not in cuts[line] and not _is_within(edge, covered[line]):
                            cuts[line].add(edge)
                    covered[line].append(edges)
            self._cuts = [sorted(line) for line in cuts]
        return self._cuts

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        cuts = self.cuts
        chops: list[dict[int, Strip | None]] = [dict.fromkeys(line[:-1]) for line in cuts]
        for region, clip, strips in self._get_renders(crop):
            seen = region.intersection(clip)
            first, last = seen.column_span
            for y, strip in zip(seen.line_range, strips, strict=False):
                if not is_rendered_line(y):
                    continue
                line = chops[y]
                # A widget that begins beneath another one is seen from a later cut on.
                places = [first, *(cut for cut in cuts[y] if first < cut <= last)]
                parts = strip.divide([place - first for place in places[1:]])
                for place, part in zip(places, parts, strict=False):
                    if place in line and line[place] is None:
                        line[place] = part
        return chops  # type: ignore[return-value]


def _is_within(edge: int, covered: Sequence[tuple[int, int]]) -> bool:
    return any(begin < edge < end for begin, end in covered)
