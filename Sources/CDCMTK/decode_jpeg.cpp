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

} // namespace

int32_t cdcmtk::decode_jpeg(
    cdcmtk_file &file, const std::vector<uint8_t> &bytes, const cdcmtk_pixels &pixels, Window window, int32_t *out, cdcmtk_error *error) {
    // DCMTK finds the fragments of a frame by the Basic Offset Table only, and in some decoders by their count: it is given a frame that is whole.
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
