#ifndef VOXMARK_C_TWINS_H
#define VOXMARK_C_TWINS_H

#include <stddef.h>
#include <stdint.h>

/// The columns of a padded row that hold voxels of the region, start ..< end.
struct ctwin_span {
    int32_t start;
    int32_t end;
};

/// Counts the pairs of all voxels with their neighbours in 13 directions, each pair once.
///
/// levels: width * height * depth level indices, padded by one voxel of 0 on every side; spans: one per row.
/// tables: 13 tables of stride * stride counts, the four directions within a slice first; counts are added.
void ctwin_count_pairs(
    const uint16_t *levels, ptrdiff_t width, ptrdiff_t height, ptrdiff_t depth, const struct ctwin_span *spans, ptrdiff_t stride,
    uint32_t *tables);

#endif
