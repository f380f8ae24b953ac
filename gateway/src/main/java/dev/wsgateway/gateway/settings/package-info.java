/**
 * The configuration in force, in the form in which the gateway looks things up. {@link
 * dev.wsgateway.gateway.settings.SettingsSource} reads the configuration file and the Secrets it names and takes up
 * changes while the process runs; the rest of the gateway only ever sees a {@link
 * dev.wsgateway.gateway.settings.Settings}.
 */
@NullMarked
package dev.wsgateway.gateway.settings;

import org.jspecify.annotations.NullMarked;
