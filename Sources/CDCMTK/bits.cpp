#include "file.hpp"

#include <vector>

namespace {

using namespace cdcmtk;

/// The most bits that are read at once: those of the largest frame that is read.
constexpr uint64_t most_bits = uint64_t(1) << 28;

int32_t read_bits(cdcmtk_file &file, uint64_t first, uint64_t count, uint8_t *out, cdcmtk_error *error) {
    cdcmtk_pixels pixels;
    cdcmtk_describe_pixels(&file, &pixels);
    if (pixels.kind == CDCMTK_PIXELS_NONE) return fail(error, CDCMTK_NO_PIXELS, "there are no pixel data");
    if (pixels.kind != CDCMTK_PIXELS_INTEGER || pixels.encapsulated || pixels.bits_allocated != 1) {
        return fail(error, CDCMTK_UNSUPPORTED, "the pixel data are not native single bits");
    }
    if (pixels.length < pixels.expected_length) return fail(error, CDCMTK_SHORT_PIXELS, "the pixel data are shorter than the header says");
    if (count > most_bits || first > pixels.expected_length * 8 || count > pixels.expected_length * 8 - first) {
        return fail(error, CDCMTK_FAILED, "the bits lie outside the pixel data");
    }
    if (count == 0) return 0;
    const uint64_t begin = first / 8;
    const uint64_t end = (first + count + 7) / 8;
    std::vector<uint8_t> bytes(end - begin);
    auto *data = dynamic_cast<DcmPixelData *>(find(file.format.getDataset(), 0x7FE0, 0x0010));
    if (data == nullptr) return fail(error, CDCMTK_NO_PIXELS, "there are no pixel data");
    const OFCondition status = data->getPartialValue(bytes.data(), static_cast<Uint32>(begin), static_cast<Uint32>(bytes.size()));
    if (status.bad()) return fail(error, CDCMTK_DAMAGED, status.text());
    const uint64_t skipped = first % 8;
    for (uint64_t index = 0; index < count; ++index) {
        const uint64_t bit = index + skipped;
        out[index] = bytes[bit / 8] >> (bit % 8) & 1;
    }
    return 0;
}

} // namespace

extern "C" int32_t cdcmtk_read_bits(cdcmtk_file *file, uint64_t first, uint64_t count, uint8_t *out, cdcmtk_error *error) {
    try {
        return read_bits(*file, first, count, out, error);
    } catch (const std::exception &exception) {
        return fail(error, CDCMTK_FAILED, exception.what());
    } catch (...) {
        return fail(error, CDCMTK_FAILED, "unknown exception");
    }
}
