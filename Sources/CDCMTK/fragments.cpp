#include "file.hpp"

#include "dcmtk/dcmdata/dcpixseq.h"
#include "dcmtk/dcmdata/dcpxitem.h"

#include <algorithm>
#include <cstring>

namespace {

using namespace cdcmtk;

uint32_t little_endian(const uint8_t *bytes) {
    return uint32_t(bytes[0]) | uint32_t(bytes[1]) << 8 | uint32_t(bytes[2]) << 16 | uint32_t(bytes[3]) << 24;
}

/// Appends at most `most` bytes of an item, which stay on disk otherwise.
bool append(cdcmtk_file &file, DcmPixelItem &item, uint32_t most, std::vector<uint8_t> &bytes) {
    const uint32_t count = std::min<uint32_t>(item.getLength(), most);
    if (count == 0) return true;
    const size_t start = bytes.size();
    bytes.resize(start + count);
    return item.getPartialValue(bytes.data() + start, 0, count, &file.cache).good();
}

/// The offsets of the frames' first fragments in the Basic Offset Table; empty when there is none.
std::vector<uint64_t> basic_offsets(cdcmtk_file &file, DcmPixelItem &item) {
    std::vector<uint8_t> bytes;
    if (!append(file, item, UINT32_MAX, bytes)) return {};
    std::vector<uint64_t> offsets;
    for (size_t index = 0; index + 4 <= bytes.size(); index += 4) offsets.push_back(little_endian(bytes.data() + index));
    return offsets;
}

/// The offsets in the Extended Offset Table (7FE0,0001); empty when there is none.
std::vector<uint64_t> extended_offsets(cdcmtk_file &file) {
    DcmElement *element = find(file.format.getDataset(), 0x7FE0, 0x0001);
    Uint64 *values = nullptr;
    if (element == nullptr || element->getUint64Array(values).bad() || values == nullptr) return {};
    return std::vector<uint64_t>(values, values + element->getLength() / 8);
}

/// The fragments that begin where a table says; empty when one of them does not.
std::vector<size_t> starts_at(const std::vector<uint64_t> &offsets, const std::vector<DcmPixelItem *> &fragments) {
    std::vector<size_t> starts;
    uint64_t place = 0;
    for (size_t index = 0; index < fragments.size() && starts.size() < offsets.size(); ++index) {
        if (place == offsets[starts.size()]) starts.push_back(index);
        place += 8 + uint64_t(fragments[index]->getLength());
    }
    return starts.size() == offsets.size() && starts.front() == 0 ? starts : std::vector<size_t>();
}

/// Whether a fragment begins a JPEG, JPEG-LS or JPEG 2000 codestream.
bool begins_codestream(cdcmtk_file &file, DcmPixelItem &item) {
    std::vector<uint8_t> bytes;
    if (!append(file, item, 4, bytes) || bytes.size() < 4) return false;
    const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF}, codestream[] = {0xFF, 0x4F, 0xFF, 0x51}, boxed[] = {0, 0, 0, 12};
    return std::memcmp(bytes.data(), jpeg, 3) == 0 || std::memcmp(bytes.data(), codestream, 4) == 0 || std::memcmp(bytes.data(), boxed, 4) == 0;
}

std::vector<size_t> codestream_starts(cdcmtk_file &file, const std::vector<DcmPixelItem *> &fragments) {
    std::vector<size_t> starts;
    for (size_t index = 0; index < fragments.size(); ++index) {
        if (begins_codestream(file, *fragments[index])) starts.push_back(index);
    }
    return starts.empty() || starts.front() != 0 ? std::vector<size_t>() : starts;
}

/// One frame has all fragments; as many fragments as frames are one each; otherwise an offset table says, or the codestreams' own beginnings.
std::vector<size_t> frame_starts(cdcmtk_file &file, DcmPixelItem &table, const std::vector<DcmPixelItem *> &fragments, size_t frames) {
    std::vector<size_t> starts;
    if (frames == 1) return {0};
    if (fragments.size() == frames) {
        for (size_t index = 0; index < frames; ++index) starts.push_back(index);
        return starts;
    }
    for (const std::vector<uint64_t> &offsets : {extended_offsets(file), basic_offsets(file, table)}) {
        if (offsets.size() != frames) continue;
        starts = starts_at(offsets, fragments);
        if (starts.size() == frames) return starts;
    }
    starts = codestream_starts(file, fragments);
    return starts.size() == frames ? starts : std::vector<size_t>();
}

} // namespace

const FrameMap &cdcmtk::frame_map(cdcmtk_file &file, const cdcmtk_pixels &pixels) {
    if (file.frames) return *file.frames;
    FrameMap &map = file.frames.emplace();
    DcmPixelData *data = pixel_data(file);
    DcmPixelSequence *sequence = nullptr;
    const E_TransferSyntax syntax = file.format.getDataset()->getOriginalXfer();
    if (data == nullptr || data->getEncapsulatedRepresentation(syntax, nullptr, sequence).bad() || sequence == nullptr) return map;
    DcmPixelItem *table = nullptr;
    if (sequence->getItem(table, 0).bad() || table == nullptr) return map;
    for (DcmObject *child = sequence->nextInContainer(table); child != nullptr; child = sequence->nextInContainer(child)) {
        if (auto *fragment = dynamic_cast<DcmPixelItem *>(child)) map.fragments.push_back(fragment);
    }
    if (map.fragments.size() < pixels.frames || map.fragments.empty()) return map;
    map.starts = frame_starts(file, *table, map.fragments, pixels.frames);
    if (!map.starts.empty()) map.starts.push_back(map.fragments.size());
    return map;
}

std::vector<uint8_t> cdcmtk::frame_bytes(cdcmtk_file &file, const cdcmtk_pixels &pixels, uint32_t frame) {
    const FrameMap &map = frame_map(file, pixels);
    if (size_t(frame) + 1 >= map.starts.size()) return {};
    std::vector<uint8_t> bytes;
    for (size_t index = map.starts[frame]; index < map.starts[frame + 1]; ++index) {
        if (!append(file, *map.fragments[index], UINT32_MAX, bytes)) return {};
    }
    return bytes;
}
