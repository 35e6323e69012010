#include "encoders.hpp"

#include "dcmtk/config/osconfig.h"

#include "dcmtk/dcmdata/dcdeftag.h"
#include "dcmtk/dcmdata/dcpixel.h"
#include "dcmtk/dcmdata/dcpixseq.h"
#include "dcmtk/dcmdata/dcpxitem.h"

#include <openjpeg-2.5/openjpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

namespace {

/// Bytes in memory that OpenJPEG writes as a stream.
struct Memory {
    std::vector<uint8_t> bytes;
    size_t position = 0;
};

OPJ_SIZE_T write_bytes(void *source, OPJ_SIZE_T count, void *data) {
    auto &memory = *static_cast<Memory *>(data);
    memory.bytes.resize(std::max(memory.bytes.size(), memory.position + count));
    std::memcpy(memory.bytes.data() + memory.position, source, count);
    memory.position += count;
    return count;
}

OPJ_OFF_T skip_bytes(OPJ_OFF_T count, void *data) {
    static_cast<Memory *>(data)->position += static_cast<size_t>(count);
    return count;
}

OPJ_BOOL seek_bytes(OPJ_OFF_T position, void *data) {
    static_cast<Memory *>(data)->position = static_cast<size_t>(position);
    return OPJ_TRUE;
}

using Image = std::unique_ptr<opj_image_t, void (*)(opj_image_t *)>;

/// One component of 16 bits with the sign of the words.
Image make_image(const uint16_t *words, uint32_t rows, uint32_t columns, bool is_signed) {
    opj_image_cmptparm_t component{};
    component.dx = component.dy = 1;
    component.w = columns;
    component.h = rows;
    component.prec = 16;
    component.sgnd = is_signed ? 1 : 0;
    Image image(opj_image_create(1, &component, OPJ_CLRSPC_GRAY), opj_image_destroy);
    if (!image) return image;
    image->x1 = columns;
    image->y1 = rows;
    for (size_t index = 0; index < size_t(rows) * columns; ++index) {
        image->comps[0].data[index] = is_signed ? int32_t(static_cast<int16_t>(words[index])) : int32_t(words[index]);
    }
    return image;
}

/// A lossless codestream; empty on failure.
std::vector<uint8_t> encode(opj_image_t *image) {
    opj_cparameters_t parameters;
    opj_set_default_encoder_parameters(&parameters);
    parameters.cp_disto_alloc = 1;
    parameters.tcp_numlayers = 1;
    parameters.tcp_rates[0] = 0;
    while (parameters.numresolution > 1 && std::min(image->x1, image->y1) >> (parameters.numresolution - 1) == 0) --parameters.numresolution;

    Memory memory;
    std::unique_ptr<opj_codec_t, void (*)(opj_codec_t *)> codec(opj_create_compress(OPJ_CODEC_J2K), opj_destroy_codec);
    std::unique_ptr<opj_stream_t, void (*)(opj_stream_t *)> stream(opj_stream_default_create(OPJ_FALSE), opj_stream_destroy);
    opj_stream_set_user_data(stream.get(), &memory, nullptr);
    opj_stream_set_write_function(stream.get(), write_bytes);
    opj_stream_set_skip_function(stream.get(), skip_bytes);
    opj_stream_set_seek_function(stream.get(), seek_bytes);
    const bool done = opj_setup_encoder(codec.get(), &parameters, image) && opj_start_compress(codec.get(), image, stream.get())
        && opj_encode(codec.get(), stream.get()) && opj_end_compress(codec.get(), stream.get());
    return done ? memory.bytes : std::vector<uint8_t>();
}

} // namespace

OFCondition cdcmtk::compress_jpeg2000(DcmItem &dataset) {
    const Uint16 *words = nullptr;
    unsigned long count = 0;
    Uint16 rows = 0, columns = 0, representation = 0;
    Sint32 frames = 0;
    OFCondition status = dataset.findAndGetUint16Array(DCM_PixelData, words, &count);
    if (status.good()) status = dataset.findAndGetUint16(DCM_Rows, rows);
    if (status.good()) status = dataset.findAndGetUint16(DCM_Columns, columns);
    if (status.good()) status = dataset.findAndGetUint16(DCM_PixelRepresentation, representation);
    if (status.bad()) return status;
    if (dataset.findAndGetSint32(DCM_NumberOfFrames, frames).bad()) frames = 1;
    const size_t area = size_t(rows) * columns;
    if (area == 0 || frames < 1 || count != area * static_cast<size_t>(frames)) return EC_CannotChangeRepresentation;

    auto sequence = std::make_unique<DcmPixelSequence>(DCM_PixelSequenceTag);
    auto table = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
    status = sequence->insert(table.get());
    if (status.bad()) return status;
    (void)table.release();
    for (size_t frame = 0; frame < static_cast<size_t>(frames); ++frame) {
        const Image image = make_image(words + frame * area, rows, columns, representation == 1);
        std::vector<uint8_t> bytes = image ? encode(image.get()) : std::vector<uint8_t>();
        if (bytes.empty()) return EC_CannotChangeRepresentation;
        if (bytes.size() % 2 != 0) bytes.push_back(0);
        DcmOffsetList offsets;
        status = sequence->storeCompressedFrame(offsets, bytes.data(), static_cast<Uint32>(bytes.size()), 0);
        if (status.bad()) return status;
    }
    auto pixels = std::make_unique<DcmPixelData>(DCM_PixelData);
    pixels->putOriginalRepresentation(EXS_JPEG2000LosslessOnly, nullptr, sequence.release());
    status = dataset.insert(pixels.get(), OFTrue);
    if (status.good()) (void)pixels.release();
    return status;
}
