/**
 * Processes of this machine in place of pods: {@link dev.wsgateway.operator.standalone.process.Supervisor} starts, restarts
 * and stops them, {@link dev.wsgateway.operator.standalone.process.StateDirectory} is where their files are.
 */
@NullMarked
package dev.wsgateway.operator.standalone.process;

import org.jspecify.annotations.NullMarked;
