#include "file.hpp"

#include <openjpeg-2.5/openjpeg.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace cdcmtk;

/// Bytes in memory that OpenJPEG reads as a stream.
struct Memory {
    std::vector<uint8_t> bytes;
    size_t position = 0;
};

OPJ_SIZE_T read_bytes(void *out, OPJ_SIZE_T count, void *data) {
    auto &memory = *static_cast<Memory *>(data);
    const size_t available = std::min<size_t>(count, memory.bytes.size() - memory.position);
    if (available == 0) return static_cast<OPJ_SIZE_T>(-1);
    std::memcpy(out, memory.bytes.data() + memory.position, available);
    memory.position += available;
    return available;
}

OPJ_OFF_T skip_bytes(OPJ_OFF_T count, void *data) {
    auto &memory = *static_cast<Memory *>(data);
    if (count < 0) return -1;
    const size_t available = std::min<size_t>(static_cast<size_t>(count), memory.bytes.size() - memory.position);
    memory.position += available;
    return static_cast<OPJ_OFF_T>(available);
}

OPJ_BOOL seek_bytes(OPJ_OFF_T position, void *data) {
    auto &memory = *static_cast<Memory *>(data);
    if (position < 0 || static_cast<size_t>(position) > memory.bytes.size()) return OPJ_FALSE;
    memory.position = static_cast<size_t>(position);
    return OPJ_TRUE;
}

/// Whether a codestream describes one component of the header's size.
///
/// OpenJPEG reserves memory by tiles and components while it reads the main header: this is looked at before.
bool fits(const std::vector<uint8_t> &bytes, const cdcmtk_pixels &pixels) {
    constexpr uint64_t most_tiles = uint64_t(1) << 14;
    constexpr uint8_t start[] = {0xFF, 0x4F, 0xFF, 0x51};
    const auto found = std::search(bytes.begin(), bytes.end(), std::begin(start), std::end(start));
    if (bytes.end() - found < 42) return false;
    const uint8_t *const codestream = &*found;
    const auto number = [&](size_t place) {
        const uint8_t *digits = codestream + place;
        return uint64_t(digits[0]) << 24 | uint64_t(digits[1]) << 16 | uint64_t(digits[2]) << 8 | digits[3];
    };
    // Xsiz, Ysiz, the offsets of image, tile size and tiles (ISO/IEC 15444-1 A.5.1).
    const auto axis = [&](size_t place, uint64_t size, uint64_t &tiles) {
        const uint64_t end = number(place), offset = number(place + 8), tile = number(place + 16), first = number(place + 24);
        if (end < offset || end - offset != size || tile == 0 || first > offset) return false;
        tiles = (end - first + tile - 1) / tile;
        return true;
    };
    uint64_t across = 0, down = 0;
    return axis(8, pixels.columns, across) && axis(12, pixels.rows, down) && across * down <= most_tiles && codestream[40] == 0
        && codestream[41] == 1;
}

/// Keeps what OpenJPEG says, without the newline at its end.
void keep_message(const char *text, void *data) {
    const std::string line(text, std::strcspn(text, "\n"));
    fail(static_cast<cdcmtk_error *>(data), CDCMTK_UNDECODABLE, line.c_str());
}

/// Interprets the lowest `precision` bits of a decoded value as the header's Pixel Representation says.
int32_t with_header_sign(int32_t value, unsigned precision, bool is_signed) {
    const unsigned unused = 32 - precision;
    const uint32_t raised = static_cast<uint32_t>(value) << unused;
    return is_signed ? static_cast<int32_t>(raised) >> unused : static_cast<int32_t>(raised >> unused);
}

} // namespace

int32_t cdcmtk::decode_jpeg2000(std::vector<uint8_t> bytes, const cdcmtk_pixels &pixels, Window window, int32_t *out, cdcmtk_error *error) {
    if (!fits(bytes, pixels)) return fail(error, CDCMTK_UNDECODABLE, "the codestream's size differs from Rows and Columns");
    Memory memory{std::move(bytes)};
    const uint8_t box_signature[] = {0, 0, 0, 12};
    const bool boxed = memory.bytes.size() > 4 && std::memcmp(memory.bytes.data(), box_signature, 4) == 0;
    std::unique_ptr<opj_codec_t, void (*)(opj_codec_t *)> codec(opj_create_decompress(boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K), opj_destroy_codec);
    std::unique_ptr<opj_stream_t, void (*)(opj_stream_t *)> stream(opj_stream_default_create(OPJ_TRUE), opj_stream_destroy);
    opj_stream_set_user_data(stream.get(), &memory, nullptr);
    opj_stream_set_user_data_length(stream.get(), memory.bytes.size());
    opj_stream_set_read_function(stream.get(), read_bytes);
    opj_stream_set_skip_function(stream.get(), skip_bytes);
    opj_stream_set_seek_function(stream.get(), seek_bytes);
    opj_set_error_handler(codec.get(), keep_message, error);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);

    fail(error, CDCMTK_UNDECODABLE, "OpenJPEG cannot decode the frame");
    opj_image_t *header = nullptr;
    if (!opj_setup_decoder(codec.get(), &parameters) || !opj_read_header(stream.get(), codec.get(), &header)) return error->code;
    std::unique_ptr<opj_image_t, void (*)(opj_image_t *)> image(header, opj_image_destroy);
    const opj_image_comp_t *component = image->comps;
    if (image->numcomps != 1 || component->w != pixels.columns || component->h != pixels.rows) {
        return fail(error, CDCMTK_UNDECODABLE, "the codestream's size differs from Rows and Columns");
    }
    if (component->prec < 1 || component->prec > 32) return fail(error, CDCMTK_UNDECODABLE, "the codestream's precision is not 1 to 32 bits");
    if (!opj_decode(codec.get(), stream.get(), image.get()) || !opj_end_decompress(codec.get(), stream.get())) return error->code;
    component = image->comps;
    if (component->data == nullptr || component->w != pixels.columns || component->h != pixels.rows) return error->code;
    for (uint32_t y = 0; y < window.height; ++y) {
        const int32_t *row = component->data + size_t(window.y + y) * pixels.columns + window.x;
        for (uint32_t x = 0; x < window.width; ++x) *out++ = with_header_sign(row[x], component->prec, pixels.pixel_representation == 1);
    }
    error->code = 0;
    return 0;
}
