#include "encoders.hpp"

#include "dcmtk/config/osconfig.h"

#include "dcmtk/dcmdata/dcdeftag.h"
#include "dcmtk/dcmdata/dcpixel.h"
#include "dcmtk/dcmdata/dcpixseq.h"
#include "dcmtk/dcmdata/dcpxitem.h"
#include "dcmtk/dcmdata/dcvrov.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace {

using Bytes = std::vector<uint8_t>;

/// The bytes of every fragment behind the offset table.
std::vector<Bytes> fragments(DcmPixelSequence &sequence) {
    std::vector<Bytes> result;
    for (unsigned long index = 1; index < sequence.card(); ++index) {
        DcmPixelItem *item = nullptr;
        Uint8 *bytes = nullptr;
        if (sequence.getItem(item, index).bad() || item->getUint8Array(bytes).bad()) return {};
        result.emplace_back(bytes, bytes + item->getLength());
    }
    return result;
}

OFCondition append(DcmPixelSequence &sequence, const uint8_t *bytes, size_t count) {
    auto item = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
    OFCondition status = count == 0 ? EC_Normal : item->putUint8Array(bytes, static_cast<unsigned long>(count));
    if (status.good()) status = sequence.insert(item.get());
    if (status.good()) (void)item.release();
    return status;
}

/// The length of each of `parts` pieces, even, of one frame.
size_t piece(size_t length, uint32_t parts) { return std::max<size_t>(2, (length / parts + 1) / 2 * 2); }

/// The place of every frame's first fragment behind the table.
std::vector<uint64_t> offsets(const std::vector<Bytes> &frames, uint32_t parts) {
    std::vector<uint64_t> result;
    uint64_t place = 0;
    for (const Bytes &frame : frames) {
        result.push_back(place);
        const size_t step = piece(frame.size(), parts);
        place += frame.size() + 8 * ((frame.size() + step - 1) / step);
    }
    return result;
}

Bytes basic_table(const std::vector<uint64_t> &offsets) {
    Bytes bytes;
    for (const uint64_t offset : offsets) {
        for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<uint8_t>(offset >> shift));
    }
    return bytes;
}

OFCondition put_extended(DcmDataset &dataset, const DcmTag &tag, const std::vector<uint64_t> &values) {
    auto element = std::make_unique<DcmOther64bitVeryLong>(tag);
    const std::vector<Uint64> copy(values.begin(), values.end());
    OFCondition status = element->putUint64Array(copy.data(), static_cast<unsigned long>(copy.size()));
    if (status.good()) status = dataset.insert(element.get(), OFTrue);
    if (status.good()) (void)element.release();
    return status;
}

} // namespace

OFCondition cdcmtk::lay_out(DcmDataset &dataset, E_TransferSyntax syntax, cdcmtk_encapsulation encapsulation) {
    DcmElement *element = nullptr;
    OFCondition status = dataset.findAndGetElement(DCM_PixelData, element);
    auto *data = status.good() ? dynamic_cast<DcmPixelData *>(element) : nullptr;
    DcmPixelSequence *compressed = nullptr;
    if (data == nullptr || data->getEncapsulatedRepresentation(syntax, nullptr, compressed).bad()) return EC_CannotChangeRepresentation;
    const std::vector<Bytes> frames = fragments(*compressed);
    const uint32_t parts = std::max<uint32_t>(1, encapsulation.fragments_per_frame);
    const std::vector<uint64_t> places = offsets(frames, parts);

    auto sequence = std::make_unique<DcmPixelSequence>(DCM_PixelSequenceTag);
    const Bytes table = encapsulation.table == CDCMTK_TABLE_BASIC ? basic_table(places) : Bytes();
    status = append(*sequence, table.data(), table.size());
    for (const Bytes &frame : frames) {
        const size_t step = piece(frame.size(), parts);
        for (size_t start = 0; start < frame.size() && status.good(); start += step) {
            status = append(*sequence, frame.data() + start, std::min(step, frame.size() - start));
        }
    }
    if (status.good() && encapsulation.table == CDCMTK_TABLE_EXTENDED) {
        std::vector<uint64_t> lengths;
        for (const Bytes &frame : frames) lengths.push_back(frame.size());
        status = put_extended(dataset, DcmTag(DCM_ExtendedOffsetTable), places);
        if (status.good()) status = put_extended(dataset, DcmTag(DCM_ExtendedOffsetTableLengths), lengths);
    }
    if (status.bad()) return status;
    auto pixels = std::make_unique<DcmPixelData>(DCM_PixelData);
    pixels->putOriginalRepresentation(syntax, nullptr, sequence.release());
    status = dataset.insert(pixels.get(), OFTrue);
    if (status.good()) (void)pixels.release();
    return status;
}
