/** What has drifted, and what that means. */
@NullMarked
package io.tributary.drift;

import org.jspecify.annotations.NullMarked;
