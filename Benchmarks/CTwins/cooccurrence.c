#include "CTwins.h"

void ctwin_count_pairs(
    const uint16_t *levels, ptrdiff_t width, ptrdiff_t height, ptrdiff_t depth, const struct ctwin_span *spans, ptrdiff_t stride,
    uint32_t *restrict tables)
{
    const ptrdiff_t size = stride * stride;
    const ptrdiff_t slice = width * height;
    for (ptrdiff_t z = 1; z < depth - 1; z++) {
        for (ptrdiff_t y = 1; y < height - 1; y++) {
            const struct ctwin_span span = spans[z * height + y];
            const uint16_t *here = levels + z * slice + y * width;
            const uint16_t *below = here + width;
            for (ptrdiff_t x = span.start; x < span.end; x++) {
                uint32_t *cell = tables + (ptrdiff_t)here[x] * stride;
                cell[here[x + 1]]++;
                cell[size + below[x + 1]]++;
                cell[2 * size + below[x]]++;
                cell[3 * size + below[x - 1]]++;
            }
        }
    }
    for (ptrdiff_t z = 1; z < depth - 1; z++) {
        for (ptrdiff_t y = 1; y < height - 1; y++) {
            const struct ctwin_span span = spans[z * height + y];
            const uint16_t *here = levels + z * slice + y * width;
            const uint16_t *middle = here + slice;
            const uint16_t *above = middle - width;
            const uint16_t *below = middle + width;
            for (ptrdiff_t x = span.start; x < span.end; x++) {
                uint32_t *cell = tables + 4 * size + (ptrdiff_t)here[x] * stride;
                cell[above[x - 1]]++;
                cell[size + above[x]]++;
                cell[2 * size + above[x + 1]]++;
                cell[3 * size + middle[x - 1]]++;
                cell[4 * size + middle[x]]++;
                cell[5 * size + middle[x + 1]]++;
                cell[6 * size + below[x - 1]]++;
                cell[7 * size + below[x]]++;
                cell[8 * size + below[x + 1]]++;
            }
        }
    }
}
