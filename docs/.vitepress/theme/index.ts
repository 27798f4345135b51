// The theme of the site: that of VitePress, with the live parts of the pages.

import type { EnhanceAppContext, Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { defineAsyncComponent } from 'vue';
import Cell from './Cell.vue';
import CourseContents from './CourseContents.vue';
import Exercise from './Exercise.vue';
import Layout from './Layout.vue';
import OpPlaces from './OpPlaces.vue';
import Result from './Result.vue';
import 'temml/dist/Temml-Local.css';
import './site.css';

export default {
  extends: DefaultTheme,
  Layout,
  enhanceApp({ app }: EnhanceAppContext) {
    app.component('Cell', Cell);
    app.component('CourseContents', CourseContents);
    app.component(
      'Demo',
      defineAsyncComponent(() => import('./Demo.vue')),
    );
    app.component('Exercise', Exercise);
    app.component('OpPlaces', OpPlaces);
    app.component(
      'Playground',
      defineAsyncComponent(() => import('./Playground.vue')),
    );
    app.component('Result', Result);
  },
} satisfies Theme;
