package io.dotmac.console.resource;

import io.dotmac.console.text.Clean;
import io.dotmac.model.fleet.Severity;
import java.util.List;

/// A part of a detail view.
///
/// @param title of the part
/// @param fields in order
public record Section(String title, List<Field> fields) {
    /// Copies the fields.
    public Section {
        fields = List.copyOf(fields);
    }

    /// A name and its value.
    ///
    /// @param name for a person
    /// @param value cleaned, one line
    /// @param severity of the value; `OK` is plain
    public record Field(String name, String value, Severity severity) {
        /// Cleans what is drawn.
        public Field {
            name = Clean.line(name);
            value = Clean.line(value);
        }

        /// A plain value.
        public static Field of(String name, String value) {
            return new Field(name, value, Severity.OK);
        }
    }
}
