#include "file.hpp"

#include "dcmtk/dcmdata/dcpixseq.h"
#include "dcmtk/dcmdata/dcpxitem.h"

namespace {

uint32_t little_endian(const uint8_t *bytes) {
    return uint32_t(bytes[0]) | uint32_t(bytes[1]) << 8 | uint32_t(bytes[2]) << 16 | uint32_t(bytes[3]) << 24;
}

void append(DcmPixelItem &item, std::vector<uint8_t> &bytes) {
    Uint8 *data = nullptr;
    if (item.getUint8Array(data).bad() || data == nullptr) return;
    bytes.insert(bytes.end(), data, data + item.getLength());
}

/// The offsets of the frames' first fragments in the Basic Offset Table; empty when there is none.
std::vector<uint32_t> offset_table(DcmPixelItem &item) {
    std::vector<uint8_t> bytes;
    append(item, bytes);
    std::vector<uint32_t> offsets;
    for (size_t index = 0; index + 4 <= bytes.size(); index += 4) {
        offsets.push_back(little_endian(bytes.data() + index));
    }
    return offsets;
}

/// Whether PackBits data expand to at least `wanted` bytes.
bool expands_to(const uint8_t *bytes, const uint8_t *end, size_t wanted) {
    size_t count = 0;
    while (count < wanted && bytes < end) {
        const uint8_t code = *bytes++;
        if (code == 128) continue;
        const ptrdiff_t used = code < 128 ? code + 1 : 1;
        if (end - bytes < used) return false;
        bytes += used;
        count += code < 128 ? code + 1 : 257 - code;
    }
    return count >= wanted;
}

} // namespace

std::vector<uint8_t> cdcmtk::frame_bytes(DcmPixelSequence &sequence, uint32_t frames, uint32_t frame) {
    DcmPixelItem *item = nullptr;
    if (sequence.getItem(item, 0).bad()) return {};
    const std::vector<uint32_t> offsets = offset_table(*item);
    const unsigned long count = sequence.card() - 1;
    const bool one_each = count == frames;
    if (frames > 1 && !one_each && offsets.size() != frames) return {};

    std::vector<uint8_t> bytes;
    uint64_t place = 0;
    unsigned long index = 0;
    for (DcmObject *child = sequence.nextInContainer(item); child != nullptr; child = sequence.nextInContainer(child), ++index) {
        auto *fragment = dynamic_cast<DcmPixelItem *>(child);
        if (fragment == nullptr) return {};
        const bool from = frames == 1 || (one_each ? index == frame : place >= offsets[frame]);
        const bool until = frames == 1 || one_each || frame + 1 == frames || place < offsets[frame + 1];
        if (from && until) append(*fragment, bytes);
        place += 8 + uint64_t(fragment->getLength());
    }
    return bytes;
}

bool cdcmtk::is_whole_rle_frame(DcmPixelData &data, const cdcmtk_pixels &pixels, uint32_t frame) {
    constexpr size_t header = 64;
    DcmPixelSequence *sequence = nullptr;
    if (data.getEncapsulatedRepresentation(EXS_RLELossless, nullptr, sequence).bad() || sequence == nullptr) return false;
    const std::vector<uint8_t> bytes = frame_bytes(*sequence, pixels.frames, frame);
    const uint32_t segments = pixels.bits_allocated / 8;
    if (bytes.size() < header || little_endian(bytes.data()) != segments) return false;
    for (uint32_t segment = 0; segment < segments; ++segment) {
        const uint32_t start = little_endian(bytes.data() + 4 * (segment + 1));
        const uint64_t end = segment + 1 < segments ? little_endian(bytes.data() + 4 * (segment + 2)) : bytes.size();
        if (start < header || start > end || end > bytes.size()) return false;
        if (!expands_to(bytes.data() + start, bytes.data() + end, size_t(pixels.rows) * pixels.columns)) return false;
    }
    return true;
}
