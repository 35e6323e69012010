extension DocumentedCode {
    /// Worker processes.
    static let engine = [
        DocumentedCode(
            "worker-crashed", .failed, meaning: "The process that computed the case ended, also when it was tried again alone.",
            remedy: "Report it, with the image if you may; the other cases are not concerned."),
        DocumentedCode(
            "worker-stalled", .failed, meaning: "Nothing went on for as long as --stall says, also when the case was tried again alone.",
            remedy: "Look whether the files can be read; give it more time with --stall."),
        DocumentedCode(
            "out-of-memory", .failed, meaning: "The case needs more memory than the run may use, also when it was tried again alone.",
            remedy: "Allow more with --memory, or choose a wider spacing in the recipe."),
        DocumentedCode(
            "taken-out", .failed, meaning: "The case was done when the run began, and another process took it out meanwhile.",
            remedy: "Run again."),
        DocumentedCode(
            "other-person", .remark, meaning: "Rows that are there belong to another person than the person map leads to now.",
            remedy: "Take the run out (voxmark omop remove) and run again."),
        DocumentedCode(
            "other-date", .remark, meaning: "Rows that are there have another date than header and date shift give now.",
            remedy: "Take the run out (voxmark omop remove) and run again."),
        DocumentedCode("interrupted", .remark, meaning: "The run was stopped before the case was finished.", remedy: "Run again."),
        DocumentedCode(
            "in-use", .stop, meaning: "Another run is writing into the output folder.", remedy: "Wait for its end, or name another folder."),
        DocumentedCode(
            "worker", .stop, meaning: "The processes that compute cannot be started.",
            remedy: "Look whether the program is installed whole and processes can be started."),
    ]

    /// Patients and dates.
    static let persons = [
        DocumentedCode(
            "no-patient-id", .held, meaning: "There is no Patient ID.", remedy: "Correct the header, or name the patient in a manifest."),
        DocumentedCode(
            "no-birth-year", .held, meaning: "There is no year of birth in header or person map.",
            remedy: "Correct the header, or name the patient in the person map."),
        DocumentedCode(
            "no-date", .held, meaning: "There is no valid Series, Study or Acquisition Date.",
            remedy: "Correct the header, or give the date in a manifest."),
        DocumentedCode(
            "date-before-birth", .held, .remark, meaning: "The image is older than the patient.",
            remedy: "Correct the header or the person map."),
        DocumentedCode(
            "unknown-person", .held, meaning: "PERSON has nobody that the patient is known to be.",
            remedy: "Name the patient in a person map and run voxmark omop resolve."),
        DocumentedCode(
            "ambiguous-person", .held, meaning: "The patient could be several persons, or the Patient ID is that of several patients.",
            remedy: "Name patient and Issuer of Patient ID in a person map and run voxmark omop resolve."),
        DocumentedCode(
            "no-date-shift", .held, meaning: "The site shifts dates, and says not by how many days the patient's are.",
            remedy: "Add a line to the date shifts and run again."),
        DocumentedCode(
            "sex-mismatch", .held, .remark, meaning: "Patient's Sex is another than the person's gender in PERSON.",
            remedy: "Find out whose image it is."),
        DocumentedCode(
            "birth-year-mismatch", .held, .remark, meaning: "The header's year of birth is another than the person's in PERSON.",
            remedy: "Find out whose image it is."),
        DocumentedCode(
            "date-after-death", .held, .remark, meaning: "The image was made after the person's death.",
            remedy: "Find out whose image it is, and whether one side's dates are shifted."),
        DocumentedCode(
            "outside-observation-period", .held, .remark, meaning: "The image was made outside the person's observation periods.",
            remedy: "Extend the period, or have it noted only."),
        DocumentedCode("invalid-date", .remark, meaning: "A date of the header is no date and is not used.", remedy: "Correct the header."),
        DocumentedCode(
            "invalid-birth-date", .remark, meaning: "Patient's Birth Date is no date on which a patient can be born and is not used.",
            remedy: "Correct the header."),
        DocumentedCode(
            "invalid-age", .remark, meaning: "Patient's Age is no age of a patient and is not used.", remedy: "Correct the header."),
        DocumentedCode(
            "invalid-sex", .remark, meaning: "Patient's Sex is neither M, F nor O and is not used.", remedy: "Correct the header."),
        DocumentedCode(
            "birth-year-conflict", .remark, meaning: "Headers or person map disagree on a person's birth year.",
            remedy: "Find out which is right; name it in the person map."),
        DocumentedCode(
            "sex-conflict", .remark, meaning: "Headers or person map disagree on a person's sex.",
            remedy: "Find out which is right; name it in the person map."),
        DocumentedCode(
            "ambiguous-procedure", .remark,
            meaning: "Several of the site's procedures could be the study, so that it got a procedure and a visit of its own.",
            remedy: "Nothing needs to be done; a site that wants its own linked gives one of them the Study Instance UID as source value."),
    ]

    /// Arguments, recipes, selections, manifests, keys.
    static let settings = [
        DocumentedCode(
            "same-recipe", .stop, meaning: "Two recipes of one run have the same name.", remedy: "Give each recipe a name of its own."),
        DocumentedCode(
            "wrong-use", .stop, meaning: "The arguments of a command are wrong.", remedy: "Read the command's help (--help)."),
        DocumentedCode("syntax", .stop, meaning: "A recipe or selection is not YAML, or has a key twice.", remedy: "Correct the line."),
        DocumentedCode(
            "invalid", .stop, meaning: "Keys or values of a recipe or selection are wrong or contradict each other.",
            remedy: "Correct the lines that the message names."),
        DocumentedCode(
            "bad-concepts", .stop, meaning: "A recipe's list of concepts is not well formed.",
            remedy: "Restore the list; never edit its lines."),
        DocumentedCode(
            "configuration-unlisted", .stop, meaning: "A recipe's list of concepts has no line for what the recipe does.",
            remedy: "Run voxmark vocabulary with the recipe."),
        DocumentedCode(
            "concept-range", .stop, meaning: "A block, a configuration number or a slot lies outside its range, or a block is full.",
            remedy: "Choose another block."),
        DocumentedCode(
            "manifest", .stop, meaning: "The manifest is no CSV file with the columns that are needed.", remedy: "Correct the file."),
        DocumentedCode(
            "plan", .stop, meaning: "A plan file cannot be read, is none, or was edited so that it makes no sense.",
            remedy: "Correct the place that the message names, or plan again."),
        DocumentedCode(
            "stale-plan", .stop, meaning: "A plan was made with another recipe, selection or numerics version than there is now.",
            remedy: "Plan again, or bring back what the plan was made with."),
        DocumentedCode("person-map", .stop, meaning: "The person map cannot be read.", remedy: "Correct the file."),
        DocumentedCode("date-shifts", .stop, meaning: "The date shifts cannot be read.", remedy: "Correct the file."),
        DocumentedCode(
            "link-table", .stop, meaning: "The link table cannot be written, lies in the output folder, or can be read by others.",
            remedy: "Name a file elsewhere, and take others' rights away (chmod 600)."),
        DocumentedCode("not-a-folder", .stop, meaning: "The output folder that was named is a file.", remedy: "Name a folder."),
        DocumentedCode(
            "key-beside-output", .stop, meaning: "The key file would lie in the output folder, beside the pseudonyms that it protects.",
            remedy: "Keep the key elsewhere."),
        DocumentedCode("key-file", .stop, meaning: "The key file cannot be read or created.", remedy: "Check its folder."),
        DocumentedCode(
            "key-file-permissions", .stop, meaning: "Others than its owner can read or change the key file.",
            remedy: "Take their rights away (chmod 600)."),
        DocumentedCode(
            "key-file-content", .stop, meaning: "The key file holds no 32-byte key.",
            remedy: "Restore it, since a new key makes new persons."),
        DocumentedCode("clock", .stop, meaning: "The system's clock shows no date.", remedy: "Set the clock."),
        DocumentedCode(
            "index", .stop, meaning: "The index of an archive cannot be used.", remedy: "Name another file, or remove it and index again."),
        DocumentedCode(
            "missing-table", .stop, meaning: "A table or recipe that the program carries for its self-check is not there.",
            remedy: "Build the program again."),
        DocumentedCode(
            "missing-phantom", .stop, meaning: "The IBSI CT phantom was not found.", remedy: "Fetch it with Phantoms/fetch.sh."),
        DocumentedCode(
            "damaged-phantom", .stop, meaning: "The IBSI CT phantom's files do not hold what the self-check needs.",
            remedy: "Fetch it again with Phantoms/fetch.sh."),
        DocumentedCode("phantom-value", .stop, meaning: "DICOM has no way to express a value of a phantom.", remedy: "Change the value."),
        DocumentedCode("phantom-incomplete", .stop, meaning: "The volume of a phantom is only a part of its grid.", remedy: "Report it."),
    ]

    /// The database and its rows.
    static let output = [
        DocumentedCode(
            "database", .stop, meaning: "The database refused; the message holds what it said.",
            remedy: "Check disk space, permissions and locks."),
        DocumentedCode(
            "database-address", .stop, meaning: "The address of a database is none, or holds a password.",
            remedy: "Write postgresql://user@server/name, and give the password by PGPASSFILE or PGPASSWORD."),
        DocumentedCode(
            "database-unreachable", .stop, meaning: "The database's server cannot be reached, or the connection was lost.",
            remedy: "See to the server, the address and the password, then run again: what was not committed is done anew."),
        DocumentedCode(
            "database-privilege", .stop, meaning: "The database's user lacks rights, or the database is read-only.",
            remedy: "Ask its administrator for the rights that the documentation lists."),
        DocumentedCode(
            "database-busy", .stop, meaning: "Other writers hold the database, or changed the same rows again and again.",
            remedy: "Run again when they are done."),
        DocumentedCode(
            "not-a-database", .stop, meaning: "The file given is something else than a database of this program.",
            remedy: "Name another file."),
        DocumentedCode(
            "database-schema", .stop, meaning: "The database was made by something else, by another version, or is not as the options say.",
            remedy: "Name a new database, or change the options as the message says."),
        DocumentedCode(
            "no-database", .stop, meaning: "There is no database where one was named.", remedy: "Name the output folder of a run."),
        DocumentedCode(
            "no-recipe", .stop, meaning: "A database has no loaded rows of that recipe, or rows of several recipes and none was named.",
            remedy: "Name one of the recipes that the message lists."),
        DocumentedCode(
            "no-run", .stop, meaning: "A database has no run of that name.", remedy: "Look at voxmark status for the name."),
        DocumentedCode(
            "plan-folder", .stop, meaning: "The plan.json of a folder does not say which shards the plan has.",
            remedy: "Make the plan again."),
        DocumentedCode(
            "incomplete-set", .stop, meaning: "Some shards of a plan are missing or not complete; the message names them.",
            remedy: "Run these shards again, then merge."),
        DocumentedCode(
            "other-part", .stop, meaning: "A database that is to be merged is no part of the plan.",
            remedy: "Remove it, or run the shard again."),
        DocumentedCode(
            "wrong-key", .stop, meaning: "The pseudonyms in the database were made with another key.",
            remedy: "Give the key file of its first run, or a new database."),
        DocumentedCode(
            "concept-taken", .stop, meaning: "A concept id or configuration belongs to another recipe or vocabulary.",
            remedy: "Choose another block; the message names the owner."),
        DocumentedCode(
            "setting-changed", .stop, meaning: "A choice that holds for all rows of a database differs from the one it was written with.",
            remedy: "Run as before, or name a new database."),
        DocumentedCode(
            "ids-used-up", .stop, meaning: "The ids of a table are used up, or those of the range that a site gave.",
            remedy: "Begin a new database; in a site's CDM, agree on a range of free ids and name it (--ids)."),
        DocumentedCode(
            "text-too-long", .stop, .refused, meaning: "A text is too long for its column of the CDM.", remedy: "Shorten the name."),
        DocumentedCode(
            "out-of-range", .stop, .refused, meaning: "A number lies outside the range of its column.", remedy: "Report it."),
        DocumentedCode(
            "unknown-feature", .refused, meaning: "A feature is not in the recipe's catalogue.", remedy: "Report it."),
        DocumentedCode("duplicate-feature", .refused, meaning: "A feature occurs twice in a region.", remedy: "Report it."),
    ]
}
