import DICOM
import Foundation
import PhantomKit
import Voxels

extension SeedWriter {
    private typealias Element = DICOMBytes.Element

    /// Images of PET, MR and mammography, with the private elements that are read.
    func writeHeaders() throws {
        let pet =
            image("PT", "1.2.840.10008.5.1.4.1.1.128") + [
                Element(0x0008, 0x0021, "DA", "20240310"), Element(0x0008, 0x0031, "TM", "100000"),
                Element(0x0008, 0x0022, "DA", "20240310"),
                Element(0x0008, 0x0032, "TM", "100000"), Element(0x0010, 0x0040, "CS", "F"), Element(0x0010, 0x1020, "DS", "1.75"),
                Element(0x0010, 0x1030, "DS", "70"), Element(0x0018, 0x1242, "IS", "180000"), Element(0x0028, 0x0051, "CS", "DECY\\ATTN"),
                Element(0x0054, 0x1102, "CS", "START"), Element(0x0054, 0x1300, "DS", "90000"),
                Element(
                    0x0054, 0x0016,
                    items: [
                        [
                            Element(0x0018, 0x1072, "TM", "090000"), Element(0x0018, 0x1074, "DS", "370000000"),
                            Element(0x0018, 0x1075, "DS", "6586.2"), Element(0x0018, 0x1078, "DT", "20240310090000"),
                        ]
                    ]),
            ]
        let units = { (name: String) in [Element(0x0054, 0x1001, "CS", name)] }
        let philipsPET: [Element] = [
            Element(0x7053, 0x0010, "LO", "Philips PET Private Group"), Element(0x7053, 0x1000, "DS", "0.5"),
            Element(0x7053, 0x1009, "DS", "2.5"),
        ]
        let ge: [Element] = [Element(0x0009, 0x0010, "LO", "GEMS_PETD_01"), Element(0x0009, 0x100D, "DT", "20240310100000.00")]
        let siemens: [Element] = [Element(0x0071, 0x0010, "LO", "SIEMENS MED PT"), Element(0x0071, 0x1022, "DT", "20240310100000")]
        for (name, elements) in [
            ("pet", pet + units("BQML")), ("pet-philips", pet + units("CNTS") + philipsPET), ("pet-ge", pet + units("BQML") + ge),
            ("pet-siemens", pet + units("BQML") + siemens), ("pet-gml", pet + units("GML")), ("mr", magnetic), ("mr-ge", magneticOfGE),
            ("mammogram", mammogram), ("ct", imageElements),
        ] {
            let bytes = DICOMBytes.file(elements)
            try put(bytes, .image, name)
            try put(bytes, .plain, name)
            try put(DICOMBytes.bareFile(elements), .image, "\(name)-bare")
        }
    }

    private func image(_ modality: String, _ sopClass: String) -> [Element] {
        imageElements.with(0x0008, 0x0016, Element(0x0008, 0x0016, "UI", sopClass)).with(
            0x0008, 0x0060, Element(0x0008, 0x0060, "CS", modality))
    }

    private var magnetic: [Element] {
        let map = [
            Element(0x0040, 0x9211, 1785), Element(0x0040, 0x9216, 0), Element(0x0040, 0x9224, "FD", [UInt8](repeating: 0, count: 8)),
            Element(0x0040, 0x9225, "FD", littleEndian((2.5).bitPattern)),
        ]
        return image("MR", "1.2.840.10008.5.1.4.1.1.4") + [
            Element(0x0018, 0x0081, "DS", "2.3"), Element(0x0018, 0x0086, "IS", "1"), Element(0x0040, 0x9096, items: [map]),
            Element(0x2005, 0x0010, "LO", "Philips MR Imaging DD 001"), Element(0x2005, 0x100D, "FL", littleEndian(Float(1000).bitPattern)),
            Element(0x2005, 0x100E, "FL", littleEndian(Float(0.5).bitPattern)), Element(0x2001, 0x0010, "LO", "Philips Imaging DD 001"),
            Element(0x2001, 0x1003, "FL", littleEndian(Float(800).bitPattern)),
        ]
    }

    private var magneticOfGE: [Element] {
        image("MR", "1.2.840.10008.5.1.4.1.1.4") + [
            Element(0x0043, 0x0010, "LO", "GEMS_PARM_01"), Element(0x0043, 0x102F, "SS", [2, 0]),
            Element(0x0043, 0x1039, "IS", "1000000800\\8\\0\\0"), Element(0x0019, 0x0010, "LO", "SIEMENS MR HEADER"),
            Element(0x0019, 0x100C, "IS", "50"),
        ]
    }

    private var mammogram: [Element] {
        image("MG", "1.2.840.10008.5.1.4.1.1.1.2").filter { $0.group != 0x0020 || $0.element > 0x0052 || $0.element < 0x0020 } + [
            Element(0x0008, 0x0068, "CS", "FOR PRESENTATION"), Element(0x0018, 0x1164, "DS", "0.1\\0.05"),
            Element(0x0018, 0x1114, "DS", "1.25"),
            Element(0x0020, 0x0062, "CS", "R"), Element(0x0018, 0x11A0, "DS", "53"), Element(0x0018, 0x5101, "CS", "MLO"),
        ]
    }
}
