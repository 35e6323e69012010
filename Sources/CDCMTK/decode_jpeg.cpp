#include "file.hpp"

#include "dcmtk/dcmdata/dccodec.h"
#include "dcmtk/dcmdata/dcpixseq.h"
#include "dcmtk/dcmdata/dcpxitem.h"

namespace {

using namespace cdcmtk;

/// A dataset that describes one frame, as the decoders ask for it.
void describe_frame(DcmItem &source, DcmItem &target) {
    const DcmTagKey tags[] = {
        DCM_SamplesPerPixel, DCM_PhotometricInterpretation, DCM_PlanarConfiguration, DCM_Rows, DCM_Columns,
        DCM_BitsAllocated, DCM_BitsStored, DCM_HighBit, DCM_PixelRepresentation,
    };
    for (const DcmTagKey &tag : tags) (void)source.findAndInsertCopyOfElement(tag, &target);
    Uint16 samples = 0;
    if (target.findAndGetUint16(DCM_SamplesPerPixel, samples).bad()) (void)target.putAndInsertUint16(DCM_SamplesPerPixel, 1);
}

/// Pixel data of one frame in one fragment, without an offset table.
std::unique_ptr<DcmPixelSequence> sequence_of(const std::vector<uint8_t> &bytes) {
    auto sequence = std::make_unique<DcmPixelSequence>(DCM_PixelSequenceTag);
    auto table = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
    if (sequence->insert(table.get()).bad()) return nullptr;
    (void)table.release();
    auto fragment = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
    if (fragment->putUint8Array(bytes.data(), static_cast<unsigned long>(bytes.size())).bad()) return nullptr;
    if (sequence->insert(fragment.get()).bad()) return nullptr;
    (void)fragment.release();
    return sequence;
}

/// Whether the frame header of a JPEG or JPEG-LS codestream describes one component of the header's size.
///
/// The decoders reserve memory by the codestream's size, leave what it does not cover as it was, and never end at some markers before it.
bool fits(const std::vector<uint8_t> &bytes, const cdcmtk_pixels &pixels) {
    const auto number = [&](size_t place) { return uint32_t(bytes[place]) << 8 | bytes[place + 1]; };
    if (bytes.size() < 4 || number(0) != 0xFFD8) return false;
    for (size_t place = 2; bytes.size() - place >= 4;) {
        const uint8_t marker = bytes[place + 1];
        if (bytes[place] != 0xFF) return false;
        if (marker == 0xFF) {
            ++place;
            continue;
        }
        const bool stands_alone = marker < 0xC0 || (marker >= 0xD0 && marker <= 0xD9);
        const size_t length = number(place + 2);
        if (stands_alone || marker == 0xDA || length < 2 || length > bytes.size() - place - 2) return false;
        const bool is_frame = marker == 0xF7 || (marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC);
        if (is_frame) {
            // Precision, rows, columns, components.
            if (length < 8 || number(place + 5) != pixels.rows || number(place + 7) != pixels.columns || bytes[place + 9] != 1) return false;
            return bytes[place + 4] <= pixels.bits_allocated && (marker == 0xF7 || bytes[place + 4] > pixels.bits_allocated - 8);
        }
        place += 2 + length;
    }
    return false;
}

} // namespace

int32_t cdcmtk::decode_jpeg(
    cdcmtk_file &file, const std::vector<uint8_t> &bytes, const cdcmtk_pixels &pixels, Window window, int32_t *out, cdcmtk_error *error) {
    // DCMTK finds the fragments of a frame by the Basic Offset Table only, and in some decoders by their count: it is given a frame that is whole.
    if (!fits(bytes, pixels)) return fail(error, CDCMTK_UNDECODABLE, "the codestream's size differs from Rows, Columns and Bits Allocated");
    DcmDataset frame;
    describe_frame(*file.format.getDataset(), frame);
    std::vector<uint8_t> padded = bytes;
    if (padded.size() % 2 != 0) padded.push_back(0);
    const std::unique_ptr<DcmPixelSequence> sequence = sequence_of(padded);
    if (sequence == nullptr) return fail(error, CDCMTK_FAILED, "the frame cannot be passed to the decoder");

    const size_t length = size_t(pixels.rows) * pixels.columns * pixels.bits_allocated / 8;
    const size_t even = length + length % 2;
    // Not cleared: memory is taken as the decoder writes, not as the header claims.
    const std::unique_ptr<uint8_t[]> cells(new uint8_t[even]);
    Uint32 first_fragment = 1;
    OFString color_model;
    const OFCondition status = DcmCodecList::decodeFrame(
        DcmXfer(file.format.getDataset()->getOriginalXfer()), nullptr, sequence.get(), &frame, 0, first_fragment, cells.get(),
        static_cast<Uint32>(even), color_model);
    if (status.bad()) return fail(error, CDCMTK_UNDECODABLE, status.text());
    unpack_window(cells.get(), pixels, window, out);
    return 0;
}
