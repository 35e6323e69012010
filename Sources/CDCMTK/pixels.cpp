#include "file.hpp"

#include "dcmtk/dcmdata/dcpxitem.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace {

using namespace cdcmtk;

/// The pixels of the largest frame that is read, far beyond any scanner's.
constexpr uint64_t largest_frame = uint64_t(1) << 26;

/// A whole number of the header; `otherwise` when it is absent, and a number that fits nothing when it is malformed.
uint32_t number(cdcmtk_file &file, const DcmTagKey &tag, uint32_t otherwise) {
    double value = 0;
    const long count = cdcmtk_numbers(&file, nullptr, tag.getGroup(), tag.getElement(), &value, 1);
    if (count == -1 || count == 0) return otherwise;
    return count > 0 && value >= 0 && value < UINT32_MAX ? static_cast<uint32_t>(value) : UINT32_MAX;
}

/// Counts the fragments that hold bytes.
void describe_fragments(cdcmtk_file &file, cdcmtk_pixels &out) {
    for (DcmPixelItem *fragment : frame_map(file, out).fragments) {
        const uint32_t length = fragment->getLength();
        out.length += length;
        out.fragments += length > 0 ? 1 : 0;
    }
}

void describe(cdcmtk_file &file, cdcmtk_pixels &out) {
    if (file.plain) {
        out = file.plain->pixels();
        return;
    }
    DcmDataset &dataset = *file.format.getDataset();
    out = cdcmtk_pixels{};
    out.rows = number(file, DCM_Rows, 0);
    out.columns = number(file, DCM_Columns, 0);
    out.samples_per_pixel = number(file, DCM_SamplesPerPixel, 1);
    out.frames = number(file, DCM_NumberOfFrames, 1);
    out.bits_allocated = number(file, DCM_BitsAllocated, 0);
    out.bits_stored = number(file, DCM_BitsStored, out.bits_allocated);
    out.high_bit = number(file, DCM_HighBit, out.bits_stored - 1);
    out.pixel_representation = number(file, DCM_PixelRepresentation, 0);
    const double bits = double(out.rows) * out.columns * out.samples_per_pixel * out.frames * out.bits_allocated;
    out.expected_length = bits < 1e18 ? static_cast<uint64_t>(bits + 7) / 8 : UINT64_MAX;

    if (find(&dataset, 0x7FE0, 0x0008) != nullptr || find(&dataset, 0x7FE0, 0x0009) != nullptr) out.kind = CDCMTK_PIXELS_FLOAT;
    DcmPixelData *data = pixel_data(file);
    if (data == nullptr) return;
    out.kind = CDCMTK_PIXELS_INTEGER;
    const E_TransferSyntax syntax = dataset.getOriginalXfer();
    out.encapsulated = DcmXfer(syntax).isEncapsulated() ? 1 : 0;
    if (out.encapsulated) {
        describe_fragments(file, out);
    } else {
        out.length = data->getLength();
    }
}

/// What the header says that this code does not decode; null when all is well.
const char *objection(const cdcmtk_pixels &pixels) {
    if (pixels.kind == CDCMTK_PIXELS_FLOAT) return "floating-point pixel data";
    if (pixels.samples_per_pixel != 1) return "more than one sample per pixel";
    if (pixels.bits_allocated != 1 && pixels.bits_allocated != 8 && pixels.bits_allocated != 16 && pixels.bits_allocated != 32) {
        return "Bits Allocated other than 1, 8, 16 or 32";
    }
    if (pixels.bits_stored < 1 || pixels.bits_stored > pixels.bits_allocated) return "Bits Stored that do not fit Bits Allocated";
    if (pixels.high_bit >= pixels.bits_allocated || pixels.high_bit + 1 < pixels.bits_stored) return "High Bit that does not fit Bits Stored";
    if (pixels.pixel_representation > 1) return "Pixel Representation other than 0 or 1";
    if (uint64_t(pixels.rows) * pixels.columns > largest_frame) return "frames of more than 67 million pixels";
    return nullptr;
}

/// Keeps the stored bits of each cell and extends their sign.
template <typename Cell> void unpack(const uint8_t *cells, size_t count, const cdcmtk_pixels &pixels, int32_t *out) {
    const unsigned left = 31 - pixels.high_bit;
    const unsigned right = 32 - pixels.bits_stored;
    const bool is_signed = pixels.pixel_representation == 1;
    for (size_t index = 0; index < count; ++index) {
        Cell cell;
        std::memcpy(&cell, cells + index * sizeof(Cell), sizeof(Cell));
        const uint32_t raised = static_cast<uint32_t>(cell) << left;
        out[index] = is_signed ? static_cast<int32_t>(raised) >> right : static_cast<int32_t>(raised >> right);
    }
}

void unpack_row(const uint8_t *cells, size_t count, const cdcmtk_pixels &pixels, int32_t *out) {
    switch (pixels.bits_allocated) {
    case 8: return unpack<uint8_t>(cells, count, pixels, out);
    case 16: return unpack<uint16_t>(cells, count, pixels, out);
    default: return unpack<uint32_t>(cells, count, pixels, out);
    }
}

/// Big-endian files hold the high word of a 32-bit cell first, and DCMTK swaps only the bytes of each word.
void swap_words(std::vector<uint8_t> &bytes) {
    for (size_t index = 0; index + 4 <= bytes.size(); index += 4) {
        std::swap(bytes[index], bytes[index + 2]);
        std::swap(bytes[index + 1], bytes[index + 3]);
    }
}

/// Copies bytes of native pixel data, without reading the others.
OFCondition read_bytes(cdcmtk_file &file, uint64_t offset, std::vector<uint8_t> &bytes) {
    if (file.plain) return file.plain->read(offset, bytes.data(), bytes.size()) ? EC_Normal : EC_InvalidStream;
    return pixel_data(file)->getPartialValue(
        bytes.data(), static_cast<Uint32>(offset), static_cast<Uint32>(bytes.size()), &file.cache);
}

int32_t read_native(cdcmtk_file &file, const cdcmtk_pixels &pixels, Window window, int32_t *out, cdcmtk_error *error) {
    const uint64_t cell = pixels.bits_allocated / 8;
    const uint64_t row = pixels.columns * cell;
    std::vector<uint8_t> bytes(window.height * row);
    const uint64_t offset = (uint64_t(window.frame) * pixels.rows + window.y) * row;
    const OFCondition status = read_bytes(file, offset, bytes);
    if (status.bad()) return fail(error, CDCMTK_DAMAGED, status.text());
    if (cell == 4 && DcmXfer(file.format.getDataset()->getOriginalXfer()).isBigEndian()) swap_words(bytes);
    for (uint32_t y = 0; y < window.height; ++y) {
        unpack_row(bytes.data() + y * row + window.x * cell, window.width, pixels, out + size_t(y) * window.width);
    }
    return 0;
}

/// Bits lie one behind the other, lowest first, without a gap between rows or frames (DICOM PS3.5 section 8.1.1).
int32_t read_bitmap(cdcmtk_file &file, const cdcmtk_pixels &pixels, Window window, int32_t *out, cdcmtk_error *error) {
    const uint64_t first = (uint64_t(window.frame) * pixels.rows + window.y) * pixels.columns;
    // Whole words, since big-endian files hold the second byte of each first.
    const uint64_t start = first / 16 * 2;
    const uint64_t end = std::min<uint64_t>((first + uint64_t(window.height) * pixels.columns + 15) / 16 * 2, pixels.length);
    std::vector<uint8_t> bytes(end - start);
    const OFCondition status = read_bytes(file, start, bytes);
    if (status.bad()) return fail(error, CDCMTK_DAMAGED, status.text());
    for (uint32_t y = 0; y < window.height; ++y) {
        const uint64_t place = first + uint64_t(y) * pixels.columns + window.x - start * 8;
        for (uint32_t x = 0; x < window.width; ++x) *out++ = bytes[(place + x) / 8] >> (place + x) % 8 & 1;
    }
    return 0;
}

int32_t read_compressed(cdcmtk_file &file, const cdcmtk_pixels &pixels, Window window, int32_t *out, cdcmtk_error *error) {
    if (pixels.fragments < pixels.frames) return fail(error, CDCMTK_SHORT_PIXELS, "there are fewer fragments than frames");
    if (frame_map(file, pixels).starts.empty()) return fail(error, CDCMTK_UNDECODABLE, "the fragments of the frames cannot be told apart");
    std::vector<uint8_t> bytes = frame_bytes(file, pixels, window.frame);
    if (bytes.empty()) return fail(error, CDCMTK_DAMAGED, "the fragments of the frame cannot be read");
    const E_TransferSyntax syntax = file.format.getDataset()->getOriginalXfer();
    const bool is_jpeg2000 = syntax == EXS_JPEG2000 || syntax == EXS_JPEG2000LosslessOnly;
    if (pixels.bits_allocated == 1 && !is_jpeg2000) {
        return fail(error, CDCMTK_UNSUPPORTED, "single bits in another compression than JPEG 2000");
    }
    switch (syntax) {
    case EXS_JPEG2000:
    case EXS_JPEG2000LosslessOnly: return decode_jpeg2000(std::move(bytes), pixels, window, out, error);
    case EXS_RLELossless: return decode_rle(bytes, pixels, window, out, error);
    default: return decode_jpeg(file, bytes, pixels, window, out, error);
    }
}

const cdcmtk_pixels &described(cdcmtk_file &file) {
    if (!file.pixels) {
        cdcmtk_pixels pixels;
        describe(file, pixels);
        file.pixels = pixels;
    }
    return *file.pixels;
}

} // namespace

DcmPixelData *cdcmtk::pixel_data(cdcmtk_file &file) {
    return dynamic_cast<DcmPixelData *>(find(file.format.getDataset(), 0x7FE0, 0x0010));
}

void cdcmtk::unpack_window(const uint8_t *cells, const cdcmtk_pixels &pixels, Window window, int32_t *out) {
    const size_t cell = pixels.bits_allocated / 8;
    for (uint32_t y = 0; y < window.height; ++y) {
        const size_t place = size_t(window.y + y) * pixels.columns + window.x;
        unpack_row(cells + place * cell, window.width, pixels, out + size_t(y) * window.width);
    }
}

extern "C" void cdcmtk_describe_pixels(cdcmtk_file *file, cdcmtk_pixels *out) {
    guarded(0, [&] {
        *out = described(*file);
        return 0;
    });
}

extern "C" int32_t cdcmtk_read_frame(
    cdcmtk_file *file, uint32_t frame, uint32_t x, uint32_t y, uint32_t width, uint32_t height, int32_t *out, cdcmtk_error *error) {
    error->code = 0;
    try {
        const cdcmtk_pixels &pixels = described(*file);
        if (pixels.kind == CDCMTK_PIXELS_NONE) return fail(error, CDCMTK_NO_PIXELS, "there are no pixel data");
        if (const char *reason = objection(pixels)) return fail(error, CDCMTK_UNSUPPORTED, reason);
        const bool inside = frame < pixels.frames && uint64_t(x) + width <= pixels.columns && uint64_t(y) + height <= pixels.rows;
        if (!inside) return fail(error, CDCMTK_FAILED, "the window lies outside the frame");
        const Window window{frame, x, y, width, height};
        if (pixels.encapsulated) return read_compressed(*file, pixels, window, out, error);
        if (pixels.length < pixels.expected_length) return fail(error, CDCMTK_SHORT_PIXELS, "the pixel data are shorter than the header says");
        return pixels.bits_allocated == 1 ? read_bitmap(*file, pixels, window, out, error) : read_native(*file, pixels, window, out, error);
    } catch (const std::exception &exception) {
        return fail(error, CDCMTK_FAILED, exception.what());
    } catch (...) {
        return fail(error, CDCMTK_FAILED, "unknown exception");
    }
}
