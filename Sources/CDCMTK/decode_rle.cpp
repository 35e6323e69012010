#include "file.hpp"

#include <cstring>

namespace {

uint32_t little_endian(const uint8_t *bytes) {
    return uint32_t(bytes[0]) | uint32_t(bytes[1]) << 8 | uint32_t(bytes[2]) << 16 | uint32_t(bytes[3]) << 24;
}

/// Expands one PackBits segment into every `step`-th byte of `out`; false when it holds fewer than `wanted` bytes.
bool expand(const uint8_t *bytes, const uint8_t *end, uint8_t *out, size_t step, size_t wanted) {
    size_t count = 0;
    while (count < wanted) {
        if (bytes == end) return false;
        const uint8_t code = *bytes++;
        if (code == 128) continue;
        const bool is_literal = code < 128;
        const size_t length = is_literal ? code + 1u : 257u - code;
        if (static_cast<size_t>(end - bytes) < (is_literal ? length : 1)) return false;
        for (size_t index = 0; index < length && count < wanted; ++index, ++count) out[count * step] = bytes[is_literal ? index : 0];
        bytes += is_literal ? length : 1;
    }
    return true;
}

} // namespace

int32_t cdcmtk::decode_rle(
    const std::vector<uint8_t> &bytes, const cdcmtk_pixels &pixels, Window window, int32_t *out, cdcmtk_error *error) {
    constexpr size_t header = 64;
    const uint32_t segments = pixels.bits_allocated / 8;
    const size_t count = size_t(pixels.rows) * pixels.columns;
    // A run of two bytes expands to 128 at most: a shorter frame cannot hold the pixels, and no memory is reserved for it.
    if (bytes.size() < header || little_endian(bytes.data()) != segments || bytes.size() * 64 < count * segments) {
        return fail(error, CDCMTK_UNDECODABLE, "the RLE segments are incomplete");
    }
    std::vector<uint8_t> cells(count * segments);
    for (uint32_t segment = 0; segment < segments; ++segment) {
        const uint32_t start = little_endian(bytes.data() + 4 * (segment + 1));
        const uint64_t end = segment + 1 < segments ? little_endian(bytes.data() + 4 * (segment + 2)) : bytes.size();
        // The first segment holds the highest bytes, cells begin with the lowest.
        const bool is_whole = start >= header && start <= end && end <= bytes.size()
            && expand(bytes.data() + start, bytes.data() + end, cells.data() + (segments - 1 - segment), segments, count);
        if (!is_whole) return fail(error, CDCMTK_UNDECODABLE, "the RLE segments are incomplete");
    }
    unpack_window(cells.data(), pixels, window, out);
    return 0;
}
