/** Results: kept as JSON, shown as a Markdown table and as plots. */
@NullMarked
package dev.wsgateway.bench.report;

import org.jspecify.annotations.NullMarked;
