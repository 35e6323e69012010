import ArgumentParser
import OMOP

/// Which concepts stand in `measurement_concept_id`.
struct ConceptOptions: ParsableArguments {
    @Option(
        name: .customLong("concept-mode"),
        help: ArgumentHelp(
            """
            What stands in measurement_concept_id of a feature without a standard concept: practical, its own concept, or strict, 0. A database \
            keeps the mode it began with.
            """, valueName: "mode"))
    var conceptMode: ConceptMode = .practical

    @Flag(
        name: .customLong("tumours"),
        help: "All regions are tumours: measures of tumours get the site's standard concepts, such as LOINC 33728-7 for the diameter.")
    var areTumours = false

    @Option(
        name: .customLong("image-event-field"),
        help: ArgumentHelp(
            """
            The concept of image_feature_event_field_concept_id, such as 1147138 (the field measurement.measurement_id); a database keeps the \
            one it began with. (default: 1147330, the table measurement, where CONCEPT has it, otherwise a local concept)
            """, valueName: "concept"))
    var imageEventField: Int?
}

extension ConceptMode: ExpressibleByArgument {}
