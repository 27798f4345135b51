// The backend from files, as the umbrella brings it up.

import { init } from 'cambium';
import { show, train } from './train.js';

show(init({ threads: 2 }).then(train));
